using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Rooms;
using Akka.Actor;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Specs;

/// <summary>A user's rooms and messages in the order of an export.</summary>
public abstract class ExportContract : EngineSpecs
{
    [Fact]
    public async Task A_users_rooms_come_once_each_in_the_order_of_their_numbers_from_wherever_one_resumes()
    {
        await using var storage = await StartAsync();
        var user = Login.FromStored("m");
        var own = Enumerable.Range(0, 50).Select(i => RoomKey.Of(user, Login.FromStored($"{(i % 2 == 0 ? "a" : "z")}{i}"))).ToList();
        var sequenceNr = 0;
        foreach (var room in own.Append(RoomKey.Of(Login.FromStored("a0"), Login.FromStored("z1"))))
        {
            storage.Tables.Project(0, ++sequenceNr, Batch(Opened(room), Posted(1, room: room, id: sequenceNr)), ActorRefs.Nobody);
        }

        var export = storage.Storage.Export;
        var all = await export.RoomsAsync(user, ExportPosition.Start.Room, 100);
        Assert.Equal(own.Select(room => room.Number.ToString()).Order(StringComparer.Ordinal), all.Select(room => room.Key.Number.ToString()));
        Assert.All(all, room => Assert.Equal(1, room.LastSeq));
        for (var from = 0; from < all.Count; from += 7)
        {
            Assert.Equal(all.Skip(from).Take(7).Select(room => room.Key), (await export.RoomsAsync(user, all[from].Key.Number, 7)).Select(room => room.Key));
        }
    }

    [Fact]
    public async Task A_cursor_is_of_one_history_of_the_data_and_anything_else_is_none()
    {
        await using var storage = await StartAsync();
        var export = storage.Storage.Export;
        var position = new ExportPosition(AliceAndBob.Number, 17);
        var cursor = export.CursorOf(position);

        Assert.Equal(position, export.Read(cursor));
        Assert.Equal(ExportPosition.Start, export.Read(null));
        Assert.All([cursor[1..], cursor + cursor, "x", " ", Cursor("0123456789abcdef"), Cursor(storage.Storage.Epoch, "-1"), Cursor(storage.Storage.Epoch, "1e3")], other => Assert.Null(export.Read(other)));
    }

    private static string Cursor(string epoch, string seq = "1") =>
        Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{epoch} {AliceAndBob.Number} {seq}")).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
