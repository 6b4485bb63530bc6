using ActorChat.Actors.Sessions;
using Akka.Actor;
using Xunit;

namespace ActorChat.Actors.Tests.Sessions;

public sealed class SessionMailboxSpecs
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(7, 5)]
    [InlineData(100, 1)]
    [InlineData(1, 100)]
    public void Messages_leave_in_the_order_they_came_whatever_the_size_of_the_crowds(int comeAtOnce, int leaveAtOnce)
    {
        var queue = new SessionMailbox.Messages();
        var (came, left) = (0, 0);
        for (var round = 0; round < 50; round++)
        {
            for (var i = 0; i < comeAtOnce; i++)
            {
                queue.Enqueue(ActorRefs.Nobody, new Envelope(came++, ActorRefs.Nobody));
            }

            for (var i = 0; i < leaveAtOnce && queue.TryDequeue(out var envelope); i++)
            {
                Assert.Equal(left++, envelope.Message);
            }

            Assert.Equal(came - left, queue.Count);
        }

        while (queue.TryDequeue(out var envelope))
        {
            Assert.Equal(left++, envelope.Message);
        }

        Assert.Equal(came, left);
        Assert.False(queue.HasMessages);
    }

    [Fact]
    public async Task Each_sender_keeps_its_order_when_many_send_at_once()
    {
        const int senders = 4;
        const int each = 10_000;
        var queue = new SessionMailbox.Messages();
        var next = new int[senders];
        var left = 0;
        var sending = Enumerable.Range(0, senders).Select(sender => Task.Run(() =>
        {
            for (var i = 0; i < each; i++)
            {
                queue.Enqueue(ActorRefs.Nobody, new Envelope((sender, i), ActorRefs.Nobody));
            }
        })).ToArray();
        while (left < senders * each)
        {
            if (queue.TryDequeue(out var envelope))
            {
                var (sender, i) = ((int, int))envelope.Message;
                Assert.Equal(next[sender]++, i);
                left++;
            }
        }

        await Task.WhenAll(sending);
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void Messages_that_an_ended_session_left_unread_go_to_the_dead_letters()
    {
        var (queue, dead) = (new SessionMailbox.Messages(), new SessionMailbox.Messages());
        queue.Enqueue(ActorRefs.Nobody, new Envelope("first", ActorRefs.Nobody));
        queue.Enqueue(ActorRefs.Nobody, new Envelope("second", ActorRefs.Nobody));
        queue.CleanUp(ActorRefs.Nobody, dead);
        Assert.False(queue.HasMessages);
        Assert.True(dead.TryDequeue(out var first) && dead.TryDequeue(out var second) && (string)first.Message == "first" && (string)second.Message == "second");
    }
}
