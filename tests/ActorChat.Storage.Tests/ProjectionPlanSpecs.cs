using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Projection;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Tests;

/// <summary>Which rows some batches change, computed without any table.</summary>
public class ProjectionPlanSpecs
{
    private readonly ProjectionPlanner _planner = new();

    [Fact]
    public void Of_all_that_happened_in_a_room_the_last_standing_is_written()
    {
        var plan = Plan(Batch(Opened(), Posted(1, Alice, unread: 1), Posted(2, Alice, clientId: "c", unread: 2)), Batch(Posted(3, Bob, clientId: "d", unread: 1)));
        var room = Assert.Single(plan.Rooms);
        Assert.Equal((AliceAndBob, (long?)Noon, 3L, (long?)2), (room.Key, room.OpenedAt, room.Last!.Seq, room.FirstClientSeq));
        Assert.Equal((1L, 2L), (room.First.Unread, room.Second.Unread));
        Assert.Null(room.First.ReadUpTo);
        Assert.Null(room.Second.ErasedUpTo);
    }

    [Fact]
    public void Two_markers_of_one_reader_are_one_range()
    {
        var plan = Plan(Batch(new MessagesRead(AliceAndBob, Bob, 2, 5, 1)), Batch(new MessagesRead(AliceAndBob, Bob, 5, 6, 0)));
        var bob = Assert.Single(plan.Rooms).Second;
        Assert.Equal((2L, 6L, 0L), (bob.ReadFrom, bob.ReadUpTo, bob.Unread));
    }

    [Fact]
    public void A_marker_again_after_a_replay_covers_what_it_covered_before()
    {
        var plan = Plan(Batch(new MessagesRead(AliceAndBob, Bob, 5, 6, 0)), Batch(new MessagesRead(AliceAndBob, Bob, 2, 6, 0)));
        Assert.Equal((2L, 6L), (Assert.Single(plan.Rooms).Second.ReadFrom, Assert.Single(plan.Rooms).Second.ReadUpTo));
    }

    [Fact]
    public void An_erased_author_changes_no_standing()
    {
        var room = Assert.Single(Plan(Batch(new AuthorErased(AliceAndBob, Alice, 4))).Rooms);
        Assert.Equal((4L, null, false), (room.First.ErasedUpTo, room.Second.ErasedUpTo, room.ChangesStanding));
    }

    [Fact]
    public void Of_many_changes_of_a_message_the_last_text_and_the_last_details_are_written_and_every_id()
    {
        var reacted = new MessageDetails(0) { SecondReactions = ["👍"] };
        var room = Assert.Single(Plan(
            Batch(Changed(1, 1, "a", operationId: "op"), Changed(2, 2, "b")), Batch(Changed(1, 3, "c"), Changed(1, 4, by: Bob, details: reacted, operationId: "op"))).Rooms);
        Assert.Equal([(1, "c", reacted with { Rev = 4 }), (2, "b", Changed(2, 2, "b").Details)], room.Messages.Select(message => (message.Seq, message.Text, message.Details)));
        Assert.Equal([1, 4], room.Operations.Select(operation => operation.Rev));
        Assert.Equal((4L, true), (room.Rev!.Value, room.ChangesStanding));
    }

    [Fact]
    public void A_room_has_the_place_of_its_latest_event_and_the_latest_time_that_an_event_tells()
    {
        var room = Assert.Single(_planner.Plan([new JournalBatch(2, 7, Batch(Opened(), Posted(1))), new JournalBatch(2, 8, Batch(Posted(1, room: RoomKey.Of(Bob, Login.FromStored("x"))), new MessagesRead(AliceAndBob, Bob, 0, 1, 0)))]).Rooms, room => room.Key == AliceAndBob);
        Assert.Equal((JournalPlace.Of(2, 8, 1), Noon + 1), (room.Happened!.Value, room.HappenedAt!.Value));
    }

    [Fact]
    public void An_operation_that_changed_nothing_is_nothing_that_happened()
    {
        var kept = new OperationKept(AliceAndBob, Bob, "op", 3, 1, Noon);
        var room = Assert.Single(Plan(Batch(kept)).Rooms);
        Assert.Equal((null, null, false, false), (room.Happened, room.Rev, room.ChangesRoom, room.Messages.Count > 0));
        Assert.Equal([kept], room.Operations);
    }

    [Fact]
    public void A_block_is_nothing_that_both_may_learn_of()
    {
        var room = Assert.Single(Plan(Batch(new CompanionBlocked(AliceAndBob, Bob, true, Noon))).Rooms);
        Assert.Equal((null, false, null, true), (room.Happened, room.ChangesRoom, room.First.Blocks, room.Second.Blocks));
    }

    [Fact]
    public void Places_grow_from_event_to_event_and_from_batch_to_batch()
    {
        JournalPlace[] places = [JournalPlace.OfRank(1), JournalPlace.Of(0, 1, 0), JournalPlace.Of(0, 1, 1), JournalPlace.Of(0, 1, 2000), JournalPlace.Of(0, 2, 0), JournalPlace.Of(0, 65_536, 0)];
        Assert.Equal(places.Select(place => place.Number).Order(), places.Select(place => place.Number));
        Assert.Equal([0, 0, 0, 0, 0, 1], places.Select(place => place.Bucket));
    }

    [Fact]
    public void New_rooms_of_a_user_come_together()
    {
        var other = RoomKey.Of(Alice, Login.FromStored("carol"));
        var plan = Plan(Batch(Opened()), Batch(Opened(other), Posted(1)));
        Assert.Equal(
            ["Alice: bob carol", "bob: Alice", "carol: Alice"],
            plan.UserRooms.Select(user => $"{user.User.Name}: {string.Join(' ', user.Rooms.Keys.Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal));
        Assert.Equal(other.Number, plan.UserRooms.Single(user => user.User == Alice).Rooms["carol"]);
    }

    [Fact]
    public void Each_partition_comes_as_far_as_its_last_batch()
    {
        var plan = _planner.Plan([new JournalBatch(1, 7, Batch(Opened())), new JournalBatch(2, 3, Batch(Posted(1))), new JournalBatch(1, 8, Batch())]);
        Assert.Equal([new(1, 8), new(2, 3)], plan.Offsets.OrderBy(offset => offset.Key));
    }

    [Fact]
    public void Each_partition_must_be_just_before_its_first_batch()
    {
        var plan = _planner.Plan([new JournalBatch(1, 7, Batch(Opened())), new JournalBatch(2, 3, Batch(Posted(1))), new JournalBatch(1, 8, Batch())]);
        Assert.Equal([new(1, 6), new(2, 2)], plan.From.OrderBy(offset => offset.Key));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    public void Batches_of_a_partition_that_do_not_follow_each_other_are_poison(long second)
    {
        var failure = Assert.Throws<PoisonBatchException>(() => _planner.Plan([new JournalBatch(1, 7, Batch(Opened())), new JournalBatch(1, second, Batch())]));
        Assert.Equal((1, second), (failure.Partition, failure.SequenceNr));
    }

    [Fact]
    public void The_next_plan_knows_nothing_of_the_one_before()
    {
        Plan(Batch(Opened(), Posted(1)));
        var plan = _planner.Plan([new JournalBatch(5, 1, Batch())]);
        Assert.Empty(plan.Rooms);
        Assert.Empty(plan.UserRooms);
        Assert.Equal([new(5, 1)], plan.Offsets);
    }

    [Fact]
    public void An_event_that_no_plan_knows_makes_its_batch_a_poison()
    {
        var failure = Assert.Throws<PoisonBatchException>(() => _planner.Plan([new JournalBatch(0, 1, Batch(Opened())), new JournalBatch(3, 9, Batch(new Unheard(AliceAndBob)))]));
        Assert.Equal((3, 9), (failure.Partition, failure.SequenceNr));
    }

    private ProjectionPlan Plan(params RoomBatch[] batches) => _planner.Plan([.. batches.Select((batch, i) => new JournalBatch(0, i + 1, batch))]);

    private sealed record Unheard(RoomKey Room) : RoomEvent(Room);
}
