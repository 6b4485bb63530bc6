using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Cluster.Links;
using Akka.Actor;
using Google.Protobuf;

namespace ActorChat.Cluster.Tests.Links;

/// <summary>What is sent to a node arrives once and in order, or both sides know that the link was lost.</summary>
public sealed class NodeLinksSpecs
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_new_link_begins_with_the_greeting_and_what_is_told_later_follows(bool remote)
    {
        await using var a = new Node("a", registers: links => links.OnLinked(_ => [new PartitionCommands.Open(1), new PartitionCommands.Open(2)]), remote: remote);
        await using var b = new Node("b", remote: remote);
        Link(a, b, remote);
        await a.UntilAsync("joined b");
        a.Say(3);
        Assert.Equal([1, 2, 3], await b.NumbersUntilAsync(3));
        Assert.Equal(["b"], a.Links.Linked);
    }

    [Fact]
    public async Task A_hundred_thousand_letters_arrive_once_and_in_order_in_both_directions()
    {
        const int Count = 100_000;
        await using var a = new Node("a", remote: true);
        await using var b = new Node("b", remote: true);
        a.Meet(b);
        await Task.WhenAll(a.UntilAsync("joined b"), b.UntilAsync("joined a"));
        var (toA, toB) = (a.NumbersUntilAsync(Count), b.NumbersUntilAsync(Count));
        for (var i = 1; i <= Count; i++)
        {
            a.Say(i);
            b.Say(i);
        }

        Assert.Equal(Enumerable.Range(1, Count), await toA);
        Assert.Equal(Enumerable.Range(1, Count), await toB);
    }

    [Fact]
    public async Task Frames_that_are_lost_or_doubled_on_the_way_lose_and_double_no_letter()
    {
        const int Count = 3000;
        var chance = new Random(Random.Shared.Next());
        await using var a = new Node("a", Node.Settings with { ResendAfter = TimeSpan.FromMilliseconds(10) });
        await using var b = new Node("b", Node.Settings with { ResendAfter = TimeSpan.FromMilliseconds(10) });
        a.MeetBy(b, new LooseWire { Rule = _ => OneOf(chance, 0, 1, 1, 2) });
        await Task.WhenAll(a.UntilAsync("joined b"), b.UntilAsync("joined a"));
        for (var i = 1; i <= Count; i++)
        {
            a.Say(i);
            if (i % 100 == 0)
            {
                await a.Links.WhenAllReachedAsync(CancellationToken.None).WaitAsync(s_patience);
            }
        }

        Assert.Equal(Enumerable.Range(1, Count), await b.NumbersUntilAsync(Count));
    }

    [Fact]
    public async Task A_cut_that_ends_before_the_buffer_is_full_loses_nothing()
    {
        await using var a = new Node("a");
        await using var b = new Node("b");
        var wire = a.MeetBy(b);
        await a.UntilAsync("joined b");
        a.Say(1);
        Assert.Equal([1], await b.NumbersUntilAsync(1));
        wire.Rule = _ => 0;
        a.Say(2);
        a.Say(3);
        var reached = a.Links.WhenAllReachedAsync(CancellationToken.None);
        Assert.False(reached.IsCompleted);
        wire.Rule = _ => 1;
        await reached.WaitAsync(s_patience);
        Assert.Equal([2, 3], await b.NumbersUntilAsync(3));
    }

    [Fact]
    public async Task A_full_buffer_ends_the_link_on_both_sides_and_refuses_requests_that_were_never_sent()
    {
        await using var a = new Node("a", Node.Settings with { BufferBytes = 1000 });
        await using var b = new Node("b");
        var wire = a.MeetBy(b);
        await a.UntilAsync("joined b");
        await b.UntilAsync("joined a");
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        wire.Rule = frame =>
        {
            if (frame.Number > 0)
            {
                sent.TrySetResult();
                return 0;
            }

            return 1;
        };
        a.Say(1);
        await sent.Task.WaitAsync(s_patience);
        var refused = Asker(a);
        a.Links.Send("b", "/user/rooms/0-1", APost(7), refused.Actor);
        for (var i = 0; i < 100; i++)
        {
            a.Say(2);
        }

        await a.UntilAsync("lost b");
        await b.UntilAsync("lost a");
        Assert.Equal(new RoomReply.Refused(7, ChatError.Unavailable), await refused.Reply.WaitAsync(s_patience));
        wire.Rule = _ => 1;
        await a.UntilAsync("joined b");
        a.Say(3);
        Assert.Equal([3], await b.NumbersUntilAsync(3));
    }

    [Fact]
    public async Task Another_process_of_the_same_name_is_another_link_and_old_references_do_not_reach_it()
    {
        await using var a = new Node("a");
        await using var b = new Node("b");
        a.MeetBy(b);
        await a.UntilAsync("joined b");
        var old = a.Links.RefOnLink("b", "/user/node");
        await using var next = new Node("b");
        var answered = new TaskCompletionSource<object>();
        next.System.ActorOf(Props.Create(() => new Answering(answered)), "node");
        a.MeetBy(next);
        await a.UntilAsync("lost b");
        await a.UntilAsync("joined b");
        Assert.NotEqual(old, a.Links.RefOnLink("b", "/user/node"));
        old.Tell(new PartitionCommands.ListAwake(1));
        a.Links.RefTo("b", "/user/node").Tell(new PartitionCommands.ListAwake(2));
        Assert.Equal(new PartitionCommands.ListAwake(2), await answered.Task.WaitAsync(s_patience));
    }

    [Fact]
    public async Task A_node_that_has_left_is_not_linked()
    {
        await using var a = new Node("a");
        await using var b = new Node("b");
        a.MeetBy(b);
        await a.UntilAsync("joined b");
        a.Links.Remove("b", Removal.InOrder);
        await a.UntilAsync("lost b");
        Assert.Empty(a.Links.Linked);
        var refused = Asker(a);
        a.Links.Send("b", "/user/rooms/0-1", APost(7), refused.Actor);
        Assert.Equal(new RoomReply.Refused(7, ChatError.Unavailable), await refused.Reply.WaitAsync(s_patience));
        await a.Links.WhenAllReachedAsync(CancellationToken.None).WaitAsync(s_patience);
    }

    [Theory]
    [InlineData("Downed")]
    [InlineData("Unknown")]
    public async Task Of_a_node_that_did_not_leave_in_order_nobody_says_that_it_has_everything(string removal)
    {
        await using var a = new Node("a");
        await using var b = new Node("b");
        var wire = a.MeetBy(b);
        await a.UntilAsync("joined b");
        wire.Rule = _ => 0;
        a.Say(1);
        var reached = a.Links.WhenAllReachedAsync(CancellationToken.None);
        a.Links.Remove("b", Enum.Parse<Removal>(removal));
        await a.UntilAsync("lost b");
        await Assert.ThrowsAsync<LinkLostException>(() => reached.WaitAsync(s_patience));
        await Assert.ThrowsAsync<LinkLostException>(() => a.Links.WhenAllReachedAsync(CancellationToken.None));
    }

    [Fact]
    public async Task While_a_node_does_not_know_that_its_link_was_lost_nobody_says_that_it_has_everything()
    {
        await using var a = new Node("a", Node.Settings with { BufferBytes = 1000 });
        await using var b = new Node("b");
        var wire = a.MeetBy(b);
        await a.UntilAsync("joined b");
        wire.Rule = _ => 0;
        a.Say(1);
        var reached = a.Links.WhenAllReachedAsync(CancellationToken.None);
        for (var i = 0; i < 100; i++)
        {
            a.Say(2);
        }

        await a.UntilAsync("lost b");
        await Assert.ThrowsAsync<LinkLostException>(() => reached.WaitAsync(s_patience));
        await Assert.ThrowsAsync<LinkLostException>(() => a.Links.WhenAllReachedAsync(CancellationToken.None));
        wire.Rule = _ => 1;
        await a.UntilAsync("joined b");
        await a.Links.WhenAllReachedAsync(CancellationToken.None).WaitAsync(s_patience);
    }

    [Fact]
    public async Task A_question_is_answered_over_the_link()
    {
        await using var a = new Node("a", remote: true);
        await using var b = new Node("b", remote: true);
        b.System.ActorOf(Props.Create(() => new Answering(new TaskCompletionSource<object>())), "node");
        a.Meet(b);
        await a.UntilAsync("joined b");
        Assert.Equal(new PartitionCommands.Awake([], 1), await a.Links.RefTo("b", "/user/node").Ask<PartitionCommands.Awake>(new PartitionCommands.ListAwake(1), s_patience), AwakeAlike);
    }

    [Fact]
    public async Task A_request_to_a_partition_that_is_gone_is_to_be_asked_again()
    {
        await using var a = new Node("a");
        await using var b = new Node("b");
        a.MeetBy(b);
        await a.UntilAsync("joined b");
        Assert.Equal(new RoomReply.Moved(7), await a.Links.RefTo("b", "/user/rooms/0-1").Ask<RoomReply>(APost(7), s_patience));
    }

    [Fact]
    public async Task A_page_that_fits_into_no_frame_is_refused_and_the_link_goes_on()
    {
        await using var a = new Node("a");
        await using var b = new Node("b");
        b.System.ActorOf(Props.Create(() => new Answering(new TaskCompletionSource<object>())), "node");
        a.MeetBy(b);
        await a.UntilAsync("joined b");
        var reply = a.Links.RefTo("b", "/user/node").Ask<RoomReply>(APost(7), s_patience);
        Assert.Equal(new RoomReply.Refused(7, ChatError.Unavailable), await reply);
    }

    [Fact]
    public async Task Letters_that_nobody_can_read_or_nobody_may_get_cost_no_other_letter()
    {
        await using var a = new Node("a");
        await using var b = new Node("b");
        var secret = new TaskCompletionSource<object>();
        b.System.ActorOf(Props.Create(() => new Answering(secret)), "secret");
        var wire = a.MeetBy(b);
        await a.UntilAsync("joined b");
        wire.Change = bytes => With(bytes, new Cluster.Links.Format.Letter { Manifest = "partition-open-v9" }, new() { Manifest = "partition-open-v1", Payload = ByteString.CopyFrom(0xff) });
        a.Links.Announce(new PartitionCommands.HandOver(1));
        a.Links.Send("b", "/user/secret", new PartitionCommands.HandOver(1), null);
        a.Links.Send("b", "/user/rooms/../secret", new PartitionCommands.HandOver(1), null);
        a.Say(1);
        Assert.Equal([1], await b.NumbersUntilAsync(1));
        Assert.False(secret.Task.IsCompleted);
    }

    [Fact]
    public async Task References_to_the_same_actor_on_the_same_link_are_equal()
    {
        await using var a = new Node("a");
        var one = a.Links.RefTo("b", "/user/sessions/sAb_-1");
        Assert.Equal(one, a.Links.RefTo("b", "/user/sessions/sAb_-1"));
        Assert.Equal(one.GetHashCode(), a.Links.RefTo("b", "/user/sessions/sAb_-1").GetHashCode());
        Assert.NotEqual(one, a.Links.RefTo("c", "/user/sessions/sAb_-1"));
        Assert.NotEqual(one, a.Links.RefTo("b", "/user/sessions/sAb_-2"));
        Assert.NotEqual(one, new LinkedRef(a.Links, ((ExtendedActorSystem)a.System).Provider, "b", "/user/sessions/sAb_-1", 5));
    }

    private static void Link(Node a, Node b, bool remote)
    {
        if (remote)
        {
            a.Meet(b);
        }
        else
        {
            a.MeetBy(b);
        }
    }

    private static RoomCommand.Post APost(long requestId) =>
        new(RoomKey.Of(Login.FromStored("alice"), Login.FromStored("bob")).Number, null, Login.FromStored("alice"), requestId, "hello", null);

    private static (IActorRef Actor, Task<object> Reply) Asker(Node node)
    {
        var reply = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
        return (node.System.ActorOf(Props.Create(() => new Answering(reply))), reply.Task);
    }

    private static bool AwakeAlike(PartitionCommands.Awake one, PartitionCommands.Awake other) => one.Count == other.Count && one.Rooms.SequenceEqual(other.Rooms);

    private static T OneOf<T>(Random chance, params T[] values)
    {
        lock (chance)
        {
            return values[chance.Next(values.Length)];
        }
    }

    private static byte[] With(byte[] frame, params Cluster.Links.Format.Letter[] letters)
    {
        var changed = Cluster.Links.Format.Frame.Parser.ParseFrom(frame);
        if (changed.Number > 0)
        {
            letters.ToList().ForEach(letter => changed.Letters.Insert(0, letter));
        }

        return changed.ToByteArray();
    }

    [Theory]
    [InlineData("/user/sessions/sAb_-1", true)]
    [InlineData("/user/rooms/3-1/$a", true)]
    [InlineData("/temp/$b+c", true)]
    [InlineData("/", false)]
    [InlineData("/user/", false)]
    [InlineData("/user/rooms/3-1#7", false)]
    [InlineData("/user/a b", false)]
    [InlineData("/system/cluster", false)]
    public void A_reply_goes_only_to_what_can_be_an_actor(string path, bool can) => Assert.Equal(can, Recipients.IsSender(path));

    private sealed class Answering(TaskCompletionSource<object> first) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            first.TrySetResult(message);
            if (message is RoomCommand.Post post)
            {
                var large = new ChatMessage(post.Room, 1, 1, post.Caller, new string('x', 8 << 20), 1, null);
                Sender.Tell(new RoomReply.Page(post.RequestId, RoomKey.Of(Login.FromStored("alice"), Login.FromStored("bob")), [large], false, 0, 0));
            }
            else if (message is PartitionCommands.ListAwake list)
            {
                Sender.Tell(new PartitionCommands.Awake([], list.Limit));
            }
        }
    }
}
