using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>The tables hold the history, row for row, and both users' rooms.</summary>
internal static class TableRules
{
    public static IEnumerable<Breach> Check(RunHistory history, Kept kept)
    {
        if (history.Tables is not { } tables)
        {
            yield break;
        }

        foreach (var damage in tables.Damages)
        {
            yield return new Breach(BreachKind.Damaged, "the database", damage);
        }

        var rows = tables.Messages.GroupBy(row => row.Room).ToDictionary(group => group.Key, group => group.OrderBy(row => row.Seq).ToList());
        foreach (var (room, messages) in kept.Rooms)
        {
            var stored = rows.GetValueOrDefault(room) ?? [];
            var place = Enumerable.Range(0, Math.Max(stored.Count, messages.Count))
                .FirstOrDefault(i => i >= stored.Count || i >= messages.Count || stored[i] != messages[i], -1);
            if (place >= 0)
            {
                yield return Disagree(room, $"from place {place + 1} on: {stored.Count} rows, {messages.Count} messages");
            }
        }

        foreach (var room in rows.Keys.Where(room => !history.Dialogs.ContainsKey(room)))
        {
            yield return Disagree(room, "rows of a room that no client knows");
        }

        foreach (var dialog in history.Dialogs.Values)
        {
            foreach (var login in new[] { dialog.First, dialog.Second })
            {
                var companion = dialog.CompanionOf(login);
                if (tables.RoomsOfUsers.GetValueOrDefault(login)?.GetValueOrDefault(companion) != dialog.Room)
                {
                    yield return Disagree(dialog.Room, $"user_rooms of {login} lacks {companion}");
                }
            }
        }
    }

    private static Breach Disagree(string room, string detail) => new(BreachKind.TablesDisagree, room, detail);
}
