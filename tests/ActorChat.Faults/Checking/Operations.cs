using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>All changes that clients asked for, by name and by message.</summary>
internal sealed class Operations
{
    private readonly Dictionary<string, Operation> _byKey = [];
    private ILookup<(string Room, long Seq), Operation>? _byMessage;

    public IReadOnlyCollection<Operation> All => _byKey.Values;

    public static Operations From(RunHistory history)
    {
        var operations = new Operations();
        foreach (var happening in history.Happenings)
        {
            switch (happening)
            {
                case ChangeSent sent when !operations._byKey.TryAdd(sent.Key, new Operation(sent)): operations._byKey[sent.Key].SendAgain(sent); break;
                case ChangeSent: break;
                case ChangeAnswered told: operations._byKey[told.Key].Answers.Add(told); break;
                case ChangeRefused told: operations._byKey[told.Key].Refusals.Add(told); break;
            }
        }

        operations._byMessage = operations.All.ToLookup(operation => (operation.First.Room, operation.First.Seq));
        return operations;
    }

    public IEnumerable<Operation> Of(string room, long seq) => _byMessage![(room, seq)];
}

/// <summary>A change, from its first sending to its last answer.</summary>
internal sealed class Operation(ChangeSent first)
{
    /// <summary>Its first sending. Any session of the user may send it again, so records are not in its order.</summary>
    public ChangeSent First { get; private set; } = first;

    /// <summary>The place of its last sending.</summary>
    public long LastSentAt { get; private set; } = first.At;

    public int Times { get; private set; } = 1;

    public List<ChangeAnswered> Answers { get; } = [];

    public List<ChangeRefused> Refusals { get; } = [];

    /// <summary>Whether some sending got no answer: it may have been done or not.</summary>
    public bool IsOpen => Answers.Count == 0 && Refusals.Count < Times;

    /// <summary>Whether it is an edit to this text.</summary>
    public bool Edits(string text) => First.Kind == ChangeKind.Edit && First.Value == text;

    public void SendAgain(ChangeSent sent)
    {
        Times++;
        First = sent.At < First.At ? sent : First;
        LastSentAt = Math.Max(LastSentAt, sent.At);
    }

    public override string ToString() => $"{First.Key}, {First.Kind} of seq {First.Seq} by {First.Login}";
}
