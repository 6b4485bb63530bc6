using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Rooms;

public sealed class RoomStateSpecs
{
    private const long Id = 17;

    private static readonly RoomState Unopened = RoomState.Unopened(AliceAndBob);
    private static readonly RoomState Open = Unopened.Apply(new RoomOpened(AliceAndBob, Noon));

    [Fact]
    public void A_room_is_opened_by_its_first_joiner()
    {
        var decision = Unopened.Decide(new RoomCommand.Open(AliceAndBob, Alice, 1), Noon);
        Assert.Equal(new RoomOpened(AliceAndBob, Noon), decision.Opening);
        Assert.Null(decision.Refusal);
        Assert.Null(decision.Happened);
    }

    [Fact]
    public void An_open_room_is_not_opened_again() => Assert.Equal(Decision.Nothing, Open.Decide(new RoomCommand.Open(AliceAndBob, Bob, 1), Noon));

    [Fact]
    public void A_stranger_does_not_open_a_room() =>
        Assert.Equal(ChatError.RoomNotFound, Unopened.Decide(new RoomCommand.Open(AliceAndBob, Carol, 1), Noon).Refusal);

    [Fact]
    public void A_message_gets_the_next_number_the_time_and_its_authors_registered_spelling()
    {
        var decision = After(Posted(1, Alice), Posted(2, Bob)).Decide(APost(ALogin("ALICE"), "c"), null, Noon, Id, 0);
        var posted = Assert.IsType<MessagePosted>(decision.Happened);
        Assert.Equal(new ChatMessage(AliceAndBob.Number, Id, 3, Alice, "hello", Noon, "c"), posted.Message);
        Assert.Equal("alice", posted.Message.Author.Name);
        Assert.Null(decision.Opening);
    }

    [Fact]
    public void A_first_message_to_a_companion_opens_the_room()
    {
        var decision = Unopened.Decide(APost(Alice, byCompanion: true), null, Noon, Id, 0);
        Assert.Equal(new RoomOpened(AliceAndBob, Noon), decision.Opening);
        Assert.Equal(1, Assert.IsType<MessagePosted>(decision.Happened).Message.Seq);
    }

    [Fact]
    public void A_message_to_the_number_of_an_unopened_room_opens_nothing() =>
        Assert.Equal(Decision.Refuse(ChatError.RoomNotFound), Unopened.Decide(APost(Alice), null, Noon, Id, 0));

    [Fact]
    public void An_authors_messages_so_far_are_erased_and_the_numbers_continue()
    {
        var room = After(Posted(1, Alice), Posted(2, Bob));
        var decision = room.Decide(new RoomCommand.EraseAuthor(AliceAndBob.Number, Alice, 1), Noon);
        Assert.Equal(new AuthorErased(AliceAndBob, Alice, 2) { Time = Noon }, decision.Happened);
        Assert.Equal(room.WithErased(Alice), room.Apply(decision.Happened!));
    }

    [Fact]
    public void An_erasure_in_a_room_of_others_is_refused()
    {
        Assert.Equal(Decision.Refuse(ChatError.RoomNotFound), Open.Decide(new RoomCommand.EraseAuthor(AliceAndBob.Number, Carol, 1), Noon));
        Assert.Equal(Decision.Refuse(ChatError.RoomNotFound), Unopened.Decide(new RoomCommand.EraseAuthor(AliceAndBob.Number, Alice, 1), Noon));
    }

    [Fact]
    public void A_stranger_learns_nothing_whether_the_room_exists_or_not()
    {
        Assert.Equal(Decision.Refuse(ChatError.RoomNotFound), Open.Decide(APost(Carol), null, Noon, Id, 0));
        Assert.Equal(Decision.Refuse(ChatError.RoomNotFound), Open.Decide(APost(Carol, byCompanion: true), null, Noon, Id, 0));
        Assert.Equal(Decision.Refuse(ChatError.RoomNotFound), Unopened.Decide(APost(Carol, byCompanion: true), null, Noon, Id, 0));
        Assert.Equal(Decision.Refuse(ChatError.RoomNotFound), Open.Decide(Read(Carol, 1), 1, 0, Noon));
        Assert.Equal(Decision.Refuse(ChatError.RoomNotFound), Unopened.Decide(Read(Alice, 1), 1, 0, Noon));
    }

    [Fact]
    public void A_stranger_who_repeats_a_members_client_id_gets_nothing_of_it() =>
        Assert.Equal(Decision.Refuse(ChatError.RoomNotFound), After(Posted(1, Alice)).Decide(APost(Carol, "c"), AMessage(1, Alice, "c"), Noon, Id, 0));

    [Fact]
    public void A_repeated_client_id_gets_the_first_message_again_and_no_event()
    {
        var first = AMessage(1, Alice, "c");
        Assert.Equal(Decision.Repeat(first), After(Posted(1, Alice)).Decide(APost(Alice, "c"), first, Noon, Id, 0));
    }

    [Fact]
    public void Each_message_makes_one_more_unread_for_its_recipient_only()
    {
        var room = After(Posted(1, Alice, unread: 1), Posted(2, Alice, unread: 2), Posted(3, Bob, unread: 1));
        Assert.Equal((1, 2), (room.StandingOf(Alice).Unread, room.StandingOf(Bob).Unread));
        Assert.Equal(3, Assert.IsType<MessagePosted>(room.Decide(APost(Alice), null, Noon, Id, 0).Happened).Unread);
        Assert.Equal(2, Assert.IsType<MessagePosted>(room.Decide(APost(Bob), null, Noon, Id, 0).Happened).Unread);
    }

    [Fact]
    public void Reading_moves_the_marker_and_counts_what_is_still_unread()
    {
        var room = After(Posted(1, Alice, unread: 1), Posted(2, Alice, unread: 2), Posted(3, Alice, unread: 3));
        var read = Assert.IsType<MessagesRead>(room.Decide(Read(Bob, 2), 3, 2, Noon).Happened);
        Assert.Equal(new MessagesRead(AliceAndBob, Bob, 0, 2, 1) { Time = Noon }, read);
        Assert.Equal(new MemberStanding(2, 1), room.Apply(read).StandingOf(Bob));
        Assert.Equal(default, room.Apply(read).StandingOf(Alice));
    }

    [Fact]
    public void Reading_to_the_end_leaves_nothing_unread()
    {
        var room = After(Posted(1, Alice, unread: 1), Posted(2, Bob, unread: 1));
        Assert.Equal(0, Assert.IsType<MessagesRead>(room.Decide(Read(Bob, 2), 2, 0, Noon).Happened).Unread);
    }

    [Fact]
    public void A_marker_never_moves_back()
    {
        var room = After(Posted(1, Alice), Posted(2, Alice), new MessagesRead(AliceAndBob, Bob, 0, 2, 0));
        Assert.Equal(Decision.Nothing, room.Decide(Read(Bob, 1), 2, 0, Noon));
        Assert.Equal(Decision.Nothing, room.Decide(Read(Bob, 2), 2, 0, Noon));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(3)]
    [InlineData(long.MaxValue)]
    public void Only_a_message_that_the_reader_can_have_seen_can_be_marked_as_read(long seq)
    {
        // Number 3 is decided, but not on disk yet: nobody has seen it.
        var room = After(Posted(1, Alice), Posted(2, Alice), Posted(3, Alice));
        Assert.Equal("invalid_request", room.Decide(Read(Bob, seq), 2, 0, Noon).Refusal?.Code);
    }

    [Fact]
    public void A_message_is_read_once_its_recipients_marker_has_reached_it()
    {
        var room = After(Posted(1, Alice), Posted(2, Bob), Posted(3, Alice), new MessagesRead(AliceAndBob, Bob, 0, 1, 1));
        Assert.True(room.IsRead(AMessage(1, Alice)));
        Assert.False(room.IsRead(AMessage(3, Alice)));
        Assert.False(room.IsRead(AMessage(2, Bob)));
    }

    [Fact]
    public void Applying_an_event_twice_changes_nothing()
    {
        RoomEvent[] events = [new RoomOpened(AliceAndBob, Noon), Posted(1, Alice, unread: 1), new MessagesRead(AliceAndBob, Bob, 0, 1, 0)];
        Assert.All(events, happened => Assert.Equal(Open.Apply(happened), Open.Apply(happened).Apply(happened)));
    }

    [Fact]
    public void An_unknown_event_is_an_error_because_skipping_it_would_lose_history() =>
        Assert.Throws<InvalidOperationException>(() => Open.Apply(new SomethingElse(AliceAndBob)));

    [Fact]
    public void A_room_read_from_the_tables_continues_where_it_was()
    {
        var room = RoomState.From(new StoredRoom(AliceAndBob, 7, new MemberStanding(5, 1), new MemberStanding(7, 0), [], false));
        Assert.True(room.Exists);
        Assert.Equal((5, 7), (room.StandingOf(Alice).ReadUpTo, room.StandingOf(Bob).ReadUpTo));
        Assert.Equal(8, Assert.IsType<MessagePosted>(room.Decide(APost(Alice), null, Noon, Id, 0).Happened).Message.Seq);
    }

    private static RoomState After(params RoomEvent[] events) => events.Aggregate(Open, (room, happened) => room.Apply(happened));

    private static MessagePosted Posted(long seq, Login author, long unread = 0) => new(AliceAndBob, AMessage(seq, author), unread);

    private static RoomCommand.MarkRead Read(Login caller, long seq) => new(AliceAndBob.Number, caller, 1, seq);

    private sealed record SomethingElse(RoomKey Room) : RoomEvent(Room);
}
