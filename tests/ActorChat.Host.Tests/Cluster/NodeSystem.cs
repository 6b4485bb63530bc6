using ActorChat.Cluster;
using ActorChat.Cluster.Joining;
using ActorChat.Cluster.Links;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorChat.Host.Tests.Cluster;

/// <summary>The actor system of a node, without anything in it.</summary>
internal static class NodeSystem
{
    private const string Loopback = "127.0.0.1";

    /// <summary>On a free port.</summary>
    public static ClusterSettings SettingsOf(string node) => new(
        true, node, Loopback, null, 0, 8558, [new Contact(Loopback, 8558)], 1, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(2),
        new LinkSettings(1 << 24, 1 << 17, TimeSpan.FromSeconds(1)), null);

    /// <param name="settings">The settings.</param>
    /// <param name="process">The mark of its process, if there is one.</param>
    /// <param name="operators">What an operator says about Akka, below <c>akka</c>.</param>
    public static IHost Of(ClusterSettings settings, string? process = null, string operators = "")
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddAkka("actorchat", akka =>
        {
            akka.AddHocon($"akka {{ loglevel = OFF, stdout-loglevel = OFF, loggers = []\n{operators} }}", HoconAddMode.Append);
            akka.WithNodeOf(settings, process, "1.2.3");
        });
        return builder.Build();
    }
}
