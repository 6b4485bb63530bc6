using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using FsCheck.Xunit;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Rooms;

/// <summary>Any sequence of requests: what was decided is what a replay of its events gives.</summary>
public sealed class ChangeHistorySpecs
{
    private const int Messages = 3;

    private static readonly RoomRules s_rules = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(40), true);

    [Property(MaxTest = 2000)]
    public void Changes_are_numbered_without_gaps_and_the_present_form_is_what_their_replay_gives(byte[] requests)
    {
        var (room, now) = (RoomState.Unopened(AliceAndBob).Apply(new RoomOpened(AliceAndBob, Noon)), Noon);
        var present = new Dictionary<long, ChatMessage>();
        for (var seq = 1; seq <= Messages; seq++)
        {
            present[seq] = AMessage(seq, seq % 2 == 0 ? Bob : Alice) with { Time = Noon };
            room = room.Apply(new MessagePosted(AliceAndBob, present[seq], 0));
        }

        var (first, events) = (present.ToDictionary(), new List<MessageChanged>());
        foreach (var request in requests)
        {
            now += 1000;
            var change = ChangeOf(request);
            var decision = s_rules.Decide(room, change, present.GetValueOrDefault(change.Seq), now);
            if (decision is { Happened: MessageChanged changed, Changed: { } form })
            {
                Assert.Equal(room.Rev + 1, changed.Rev);
                Assert.Equal(form, present[change.Seq].After(changed));
                Assert.Equal(form, form.After(changed));
                (present[change.Seq], room) = (form, room.Apply(changed).Apply(changed));
                events.Add(changed);
            }
            else
            {
                Assert.True(decision.Kind == DecisionKind.Refused || decision.Reply is RoomReply.Changed);
            }
        }

        Assert.Equal(Enumerable.Range(1, events.Count).Select(rev => (long)rev), events.Select(changed => changed.Rev));
        foreach (var changed in events.Concat(events))
        {
            first[changed.Seq] = first[changed.Seq].After(changed);
        }

        Assert.Equal(present, first);
    }

    /// <summary>One byte: who, which message (one of them is not there), and what.</summary>
    private static RoomCommand.ChangeMessage ChangeOf(byte request)
    {
        var who = (request & 1) == 0 ? Alice : Bob;
        var (seq, what) = (1 + ((request >> 1) & 3), request >> 3);
        return (what & 7) switch
        {
            0 or 1 => new RoomCommand.Edit(AliceAndBob.Number, who, 1, seq, $"edit {what}", null),
            2 => new RoomCommand.Delete(AliceAndBob.Number, who, 1, seq, null),
            _ => new RoomCommand.React(AliceAndBob.Number, who, 1, seq, $"{what & 3}", (what & 16) == 0),
        };
    }
}
