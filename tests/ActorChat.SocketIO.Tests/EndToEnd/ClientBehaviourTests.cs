using ActorChat.SocketIO.Tests.EndToEnd.Clients;
using ActorChat.SocketIO.Tests.EndToEnd.Hosting;

namespace ActorChat.SocketIO.Tests.EndToEnd;

/// <summary>What every client sees, by every transport, directly or through a proxy.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class ClientBehaviourTests(ServersFixture servers)
{
    [Theory, ClientMatrix]
    public Task Every_kind_of_JSON_value_comes_back_as_sent(ClientKind client, ClientTransport transport, Route route) =>
        ExpectAsync("text", client, transport, route);

    [Theory, ClientMatrix]
    public Task Any_character_may_be_in_a_text_also_the_record_separator(ClientKind client, ClientTransport transport, Route route) =>
        ExpectAsync("unicode", client, transport, route);

    [Theory, ClientMatrix]
    public Task Binary_parts_may_be_nested_at_any_depth(ClientKind client, ClientTransport transport, Route route) =>
        ExpectAsync("nestedBinary", client, transport, route);

    [Theory, ClientMatrix]
    public Task A_binary_of_200_kB_comes_back_whole(ClientKind client, ClientTransport transport, Route route) =>
        ExpectAsync("largeBinary", client, transport, route);

    [Theory, ClientMatrix]
    public Task Each_acknowledgement_answers_its_own_event(ClientKind client, ClientTransport transport, Route route) =>
        ExpectAsync("acks", client, transport, route);

    [Theory, ClientMatrix]
    public Task Two_hundred_events_come_back_in_order(ClientKind client, ClientTransport transport, Route route) =>
        ExpectAsync("order", client, transport, route);

    [Theory, ClientMatrix]
    public Task A_second_namespace_is_joined_with_its_own_auth(ClientKind client, ClientTransport transport, Route route) =>
        ExpectAsync("secondNamespace", client, transport, route);

    [Theory, ClientMatrix]
    public Task An_unknown_namespace_is_refused_by_name(ClientKind client, ClientTransport transport, Route route) =>
        ExpectAsync("unknownNamespace", client, transport, route);

    [Theory, ClientMatrix]
    public Task The_connection_outlives_four_heartbeats(ClientKind client, ClientTransport transport, Route route) =>
        ExpectAsync("heartbeats", client, transport, route);

    [Theory, ClientMatrix]
    public Task One_connection_carries_it_all(ClientKind client, ClientTransport transport, Route route) =>
        ExpectAsync("oneConnection", client, transport, route);

    [Theory, ClientMatrix]
    public Task The_transport_is_the_one_that_was_asked_for(ClientKind client, ClientTransport transport, Route route) =>
        ExpectAsync("transport", client, transport, route);

    private async Task ExpectAsync(string behaviour, ClientKind client, ClientTransport transport, Route route) =>
        (await servers.Runs.Of(client, transport, route)).Expect(behaviour);
}
