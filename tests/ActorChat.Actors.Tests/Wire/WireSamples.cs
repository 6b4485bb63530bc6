using ActorChat.Actors.Common;
using ActorChat.Actors.Nodes;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Wire;

/// <summary>One of every message that may go to another node: the contents of the stored bytes. Never change one; a new form gets a new one.</summary>
internal static class WireSamples
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static readonly ChatMessage Message = new(AliceAndBob.Number, 1_000_001, 7, Bob, "hello – 😀\n", Noon, "c-1");
    private static readonly ChatMessage Changed = Message with
    {
        Details = new MessageDetails(3) { Rev = 9, EditedAt = Noon + 2, DeletedAt = Noon + 3, FirstReactions = ["👍", "ok"], SecondReactions = ["❤"] },
    };

    private static readonly ChatMessage Erased = new(AliceAndBob.Number, 1_000_005, 8, Alice, "", Noon + 1, null);

    public static IReadOnlyList<object> All { get; } =
    [
        new RoomCommand.Open(AliceAndBob, Alice, 1, CompanionIsErased: true) { TraceParent = Trace },
        new RoomCommand.Post(AliceAndBob.Number, AliceAndBob, Alice, 2, "hello – 😀", "c-1") { TraceParent = Trace },
        new RoomCommand.PostAgain(AliceAndBob.Number, null, Alice, 3, "", "c-1", ChatError.MessageTooLong),
        new RoomCommand.ReadHistory(AliceAndBob.Number, Alice, 4, 10, 0, 50),
        new RoomCommand.MarkRead(AliceAndBob.Number, Bob, 5, 9),
        new RoomCommand.ShowSign(AliceAndBob.Number, Bob, 6, Sign.Typing(true)),
        new RoomCommand.MarkDelivered(AliceAndBob.Number, Bob, 5, 9),
        new RoomCommand.Edit(AliceAndBob.Number, Bob, 6, 7, "hello – 😀", "op-1") { TraceParent = Trace },
        new RoomCommand.Delete(AliceAndBob.Number, Bob, 7, 7, "op-2"),
        new RoomCommand.React(AliceAndBob.Number, Bob, 8, 7, "👍", true),
        new RoomCommand.ReadChanges(AliceAndBob.Number, Bob, 9, 3, 50),
        new RoomCommand.SetBlock(AliceAndBob, Alice, 10, true, CompanionIsErased: true),
        new RoomCommand.EraseAuthor(AliceAndBob.Number, Bob, 7),
        new RoomCommand.Expire(AliceAndBob.Number, Bob, 8),
        new RoomCommand.SetRetention(AliceAndBob.Number, Bob, 9, 86_400_000),
        new RoomReply.Opened(1, AliceAndBob, true),
        new RoomReply.Posted(2, Message, true, true),
        new RoomReply.Page(3, AliceAndBob, [Message, Erased], true, 7, 8),
        new RoomReply.Changed(4, 7, 9, Noon),
        new RoomReply.Changes(5, AliceAndBob, 9, [Changed], true, 7, 8),
        new RoomReply.BlockTaken(6),
        new RoomReply.Marked(4, 9, true),
        new RoomReply.Refused(5, ChatError.RoomNotFound),
        new RoomReply.SignTaken(6),
        new RoomReply.AuthorErased(7),
        new RoomReply.Expired(8, true),
        new RoomReply.RetentionTaken(9),
        new RoomReply.Moved(8),
        new RoomNews.MessageArrived(AliceAndBob, Message, 3, 1),
        new RoomNews.ChangeArrived(AliceAndBob, Changed, true, 8, 3, 1),
        new RoomNews.DeliveryMoved(AliceAndBob, Bob, 9),
        new RoomNews.BlockSet(AliceAndBob, true),
        new RoomNews.MarkerMoved(AliceAndBob, Bob, 9),
        new RoomNews.SignShown(AliceAndBob, Bob, Sign.Typing(true)),
        new RegistryCommands.WatchPresence(Bob),
        new RegistryCommands.UnwatchPresence(Bob),
        new ServerEvent.PresenceChanged(Bob, false, Noon),
        new RegistryCommands.EndSessions(Alice, ["one", "two"], CloseReason.TokenEnded),
        new RegistryCommands.SessionsEnded(2),
        new RegistryCommands.WhoIsOnline([Alice, Bob]),
        new RegistryCommands.Online(new HashSet<Login> { Alice }, new Dictionary<Login, long> { [Bob] = Noon }),
        new RegistryCommands.ListSessions(Alice, 100),
        new RegistryCommands.SessionList([(Alice, "sid-1"), (Bob, "sid-2")]),
        new NodeLetters.LoginsCame([Alice, Bob]),
        new NodeLetters.LoginLeft(Bob, Noon),
        new PartitionCommands.HandOver(3),
        new PartitionCommands.HandedOver(3),
        new PartitionCommands.Pull(3),
        new PartitionCommands.Open(3),
        new PartitionCommands.OpenedAt(3, 7, 6, "/user/rooms/3-2"),
        new PartitionCommands.Withdrawn(3, 7),
        new PartitionCommands.ListAwake(100),
        new PartitionCommands.Awake([AliceAndBob.Number], 17),
        new PartitionCommands.UserErased(Alice),
        PartitionCommands.UserForgotten.Instance,
        WriterCommands.Empty.Instance,
        WriterCommands.Emptied.Instance,
        NotAnswered.Instance,
        new NodeQuestion.EndTokens(Alice, ["one", "two"], EndsAll: true, CloseReason.Blocked),
        new NodeQuestion.ForgetUser(Alice, ["one"]),
        new NodeQuestion.WhenWritten(Alice),
        new NodeQuestion.EndSession("sid-1", CloseReason.EndedByAdmin),
        NodeQuestion.ShowLimits.Instance,
        new NodeQuestion.Show("now", 100),
        new NodeReply.Shown("{\"sessions\":3}"),
        new NodeQuestion.SetLimit("messages-per-user", "20 per 1s, burst 200"),
        new NodeReply.Written([0, 7, 15]),
        new NodeReply.Limits([KeyValuePair.Create("connects", "off"), KeyValuePair.Create("messages-per-user", "20 per 1s, burst 200")]),
    ];
}
