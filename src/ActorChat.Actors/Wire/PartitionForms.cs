using ActorChat.Actors.Rooms;

namespace ActorChat.Actors.Wire;

/// <summary>The forms of <see cref="PartitionCommands"/>, and of an operator's requests to a partition's writer.</summary>
internal static class PartitionForms
{
    public static IReadOnlyList<WireForm> All { get; } =
    [
        WireForm.Of<PartitionCommands.HandOver, Format.Partition>(
            "partition-hand-over-v1", Format.Partition.Parser, told => new Format.Partition { Number = told.Partition }, read => new PartitionCommands.HandOver(read.Number)),
        WireForm.Of<PartitionCommands.HandedOver, Format.Partition>(
            "partition-handed-over-v1", Format.Partition.Parser, done => new Format.Partition { Number = done.Partition }, read => new PartitionCommands.HandedOver(read.Number)),
        WireForm.Of<PartitionCommands.Pull, Format.Partition>(
            "partition-pull-v1", Format.Partition.Parser, asked => new Format.Partition { Number = asked.Partition }, read => new PartitionCommands.Pull(read.Number)),
        WireForm.Of<PartitionCommands.Open, Format.Partition>(
            "partition-open-v1", Format.Partition.Parser, told => new Format.Partition { Number = told.Partition }, read => new PartitionCommands.Open(read.Number)),
        WireForm.Of<PartitionCommands.OpenedAt, Format.OpenedAt>("partition-opened-at-v1", Format.OpenedAt.Parser, Write, Read),
        WireForm.Of<PartitionCommands.Withdrawn, Format.Withdrawn>(
            "partition-withdrawn-v1",
            Format.Withdrawn.Parser,
            withdrawn => new Format.Withdrawn { Number = withdrawn.Partition, Epoch = withdrawn.Epoch },
            read => new PartitionCommands.Withdrawn(read.Number, read.Epoch)),
        WireForm.Of<PartitionCommands.ListAwake, Format.Count>(
            "partition-list-awake-v1", Format.Count.Parser, list => new Format.Count { Count_ = list.Limit }, read => new PartitionCommands.ListAwake(read.Count_)),
        WireForm.Of<PartitionCommands.Awake, Format.Rooms>(
            "partition-awake-v1",
            Format.Rooms.Parser,
            awake => new Format.Rooms { Rooms_ = { awake.Rooms.Select(WireValues.Write) }, Count = awake.Count },
            read => new PartitionCommands.Awake([.. read.Rooms_.Select(WireValues.ReadRoom)], read.Count)),
        WireForm.Of<PartitionCommands.UserErased, Format.User>(
            "partition-user-erased-v1", Format.User.Parser, erased => new Format.User { Login = erased.User.Name }, read => new PartitionCommands.UserErased(WireValues.ReadLogin(read.Login))),
        Without("partition-user-forgotten-v1", PartitionCommands.UserForgotten.Instance),
        Without("partition-empty-journal-v1", WriterCommands.Empty.Instance),
        Without("partition-journal-emptied-v1", WriterCommands.Emptied.Instance),
    ];

    private static Format.OpenedAt Write(PartitionCommands.OpenedAt opened)
    {
        var written = new Format.OpenedAt { Number = opened.Partition, Epoch = opened.Epoch, Path = opened.Path };
        if (opened.Follows is { } follows)
        {
            written.Follows = follows;
        }

        return written;
    }

    private static PartitionCommands.OpenedAt Read(Format.OpenedAt read) => new(read.Number, read.Epoch, read.HasFollows ? read.Follows : null, read.Path);

    private static WireForm Without<T>(string manifest, T message)
        where T : class => WireForm.Of<T, Format.Empty>(manifest, Format.Empty.Parser, _ => new Format.Empty(), _ => message);
}
