using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using BenchmarkDotNet.Attributes;

namespace ActorChat.Benchmarks;

/// <summary>The rules of a room, without actors: what one message costs there.</summary>
public class RoomDecisionBenchmarks
{
    private static readonly RoomKey Key = RoomKey.Of(Login.FromStored("anna"), Login.FromStored("bert"));

    private readonly RoomCommand.Post _post = new(Key.Number, Key, Key.First, 1, "a message", null);
    private readonly RoomState _room = RoomState.Unopened(Key).Apply(new RoomOpened(Key, 0));

    [Benchmark]
    public RoomState Decide_and_apply_a_message() => _room.Apply(_room.Decide(_post, null, 1, 1, 0).Happened!);

    [Benchmark]
    public RoomKey Mix_the_key_of_two_logins() => RoomKey.Of(Key.First, Key.Second);
}
