using System.Reflection;
using ActorChat.SocketIO.Tests.EndToEnd.Hosting;
using Xunit.Sdk;

namespace ActorChat.SocketIO.Tests.EndToEnd.Clients;

/// <summary>One row for each client, transport and route.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClientMatrixAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        from client in Enum.GetValues<ClientKind>()
        from transport in Enum.GetValues<ClientTransport>()
        from route in Enum.GetValues<Route>()
        select new object[] { client, transport, route };
}
