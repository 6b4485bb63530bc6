using ActorChat.Faults.Checking;
using ActorChat.Faults.History;

namespace ActorChat.Faults.Tests;

/// <summary>Bert blocks anna, who writes: what must not reach him, what may, and what must.</summary>
public sealed class BlockSpecs
{
    [Fact]
    public void What_was_sent_before_the_block_was_acknowledged_may_be_shown()
    {
        var block = new ABlock().Asks(blocks: true);
        block.Record.Sends(4);
        block.Answers();

        block.Stores(4).Finds();
    }

    [Fact]
    public void A_message_sent_after_the_block_was_acknowledged_and_accepted_is_found()
    {
        var block = new ABlock().Blocks();
        block.Record.Sends(4);

        block.Stores(4).Finds(BreachKind.BlockedButShown);
    }

    [Fact]
    public void A_message_sent_after_the_block_and_shown_without_an_answer_is_found()
    {
        var block = new ABlock().Blocks();
        block.Record.Sends(4, clientMessageId: null).Stores(4).Keeps(4, message => message with { ClientMessageId = null }).WithLatest(4, unread: 2);
        block.Record.Shows(2, "bert", ARecord.Message(4) with { ClientMessageId = null });

        block.Finds(BreachKind.BlockedButShown);
    }

    [Fact]
    public void A_repeat_of_a_message_from_before_the_block_gets_its_answer()
    {
        var block = new ABlock().Blocks();
        block.Record.Sends(3).Answers(3);

        block.Finds();
    }

    [Fact]
    public void What_was_accepted_after_the_lifting_was_asked_for_may_be_shown()
    {
        var block = new ABlock().Blocks();
        block.Record.Sends(4);

        block.Asks(blocks: false).Stores(4).Finds();
    }

    [Fact]
    public void A_lifting_that_was_refused_lifts_nothing()
    {
        var block = new ABlock().Blocks().Asks(blocks: false).Answers("unavailable");
        block.Record.Sends(4);

        block.Stores(4).Finds(BreachKind.BlockedButShown);
    }

    [Fact]
    public void While_a_lifting_has_no_answer_nothing_is_certain_until_the_server_has_ended()
    {
        var block = new ABlock().Blocks().Asks(blocks: false).Blocks();
        block.Record.Sends(4);
        block.Stores(4).Finds();

        block = new ABlock().Blocks().Asks(blocks: false).EndsServer().Blocks();
        block.Record.Sends(4);
        block.Stores(4).Finds(BreachKind.BlockedButShown);
    }

    [Theory]
    [InlineData(ChangeKind.Edit, "[1.3] {1.e9}")]
    [InlineData(ChangeKind.React, "+2")]
    public void A_change_that_a_blocked_user_made_is_found(ChangeKind kind, string value)
    {
        var block = new ABlock().Blocks();
        block.Record.Asks("1.e9", 3, kind, value).Makes("1.e9", 3, 1)
            .Changes(kind == ChangeKind.Edit ? ARecord.Message(3) with { Text = value, Details = new SeenDetails(0, 1, ARecord.EditedAt, false, "") }
                : ARecord.Message(3) with { Details = new SeenDetails(0, 1, null, false, "anna +2") });

        block.Finds(BreachKind.BlockedButShown);
    }

    [Fact]
    public void An_edit_of_a_blocked_user_that_was_shown_is_found()
    {
        var block = new ABlock().Blocks();
        block.Record.Asks("1.e9", 3, ChangeKind.Edit, "[1.3] {1.e9}", operationId: null)
            .Changes(ARecord.Message(3) with { Text = "[1.3] {1.e9}", Details = new SeenDetails(0, 1, ARecord.EditedAt, false, "") });

        block.Finds(BreachKind.BlockedButShown);
    }

    [Fact]
    public void What_the_blocker_does_and_a_deletion_of_the_blocked_are_no_breach()
    {
        var block = new ABlock().Blocks();
        block.Record.Asks("2.e1", 3, ChangeKind.React, "+1", "bert").Makes("2.e1", 3, 1).Changes(ARecord.Liked with { Details = new SeenDetails(0, 1, null, false, "bert +1") })
            .Asks("1.e2", 2, ChangeKind.Delete).Makes("1.e2", 2, 2).Changes(ARecord.Gone with { Details = new SeenDetails(0, 2, null, true, "") });

        block.Finds();
    }

    [Fact]
    public void Typing_that_was_sent_after_the_block_and_shown_is_found()
    {
        var block = new ABlock().Types().Blocks();
        block.Record.Pages(2, "bert", ARecord.Message(1), ARecord.Message(2), ARecord.Message(3));

        block.Types().SeesTyping().Finds(BreachKind.BlockedButShown);
    }

    [Fact]
    public void Typing_that_may_come_from_before_the_block_is_no_breach() => new ABlock().Types().Blocks().Types().SeesTyping().Finds();

    [Fact]
    public void A_refusal_of_a_blocked_user_is_no_breach()
    {
        var block = new ABlock().Blocks().RefusesMessage("1.8");
        block.Record.Asks("1.e9", 3, ChangeKind.React, "+2").Refuses("1.e9", "blocked");

        block.Finds();
    }

    [Fact]
    public void A_refusal_without_a_block_is_found() => new ABlock().RefusesMessage("1.8").Finds(BreachKind.WronglyBlocked);

    [Fact]
    public void A_refusal_after_the_block_was_lifted_is_found()
    {
        var block = new ABlock().Blocks().Asks(blocks: false).Answers();
        block.Record.Asks("1.e9", 3, ChangeKind.React, "+2").Refuses("1.e9", "blocked");

        block.Finds(BreachKind.WronglyBlocked);
    }

    [Fact]
    public void A_refusal_of_the_blocker_is_found()
    {
        var block = new ABlock().Blocks();
        block.Record.Asks("2.e9", 3, ChangeKind.React, "+2", "bert").Refuses("2.e9", "blocked", "bert");

        block.Finds(BreachKind.WronglyBlocked);
    }

    [Fact]
    public void A_refusal_while_the_lifting_is_under_way_is_no_breach() => new ABlock().Blocks().Asks(blocks: false).RefusesMessage("1.8").Answers().Finds();

    [Fact]
    public void A_deletion_that_was_refused_for_a_block_is_found()
    {
        var block = new ABlock().Blocks();
        block.Record.Asks("1.e9", 3, ChangeKind.Delete).Refuses("1.e9", "blocked");

        block.Finds(BreachKind.RefusedWithoutReason);
    }

    [Fact]
    public void A_list_that_lacks_a_blocked_user_is_found() => new ABlock().Blocks().Lists().Finds(BreachKind.BlockForgotten);

    [Fact]
    public void A_list_with_a_user_who_is_not_blocked_is_found() => new ABlock().Blocks().Asks(blocks: false).Answers().Lists("anna").Finds(BreachKind.WronglyBlocked);

    [Fact]
    public void A_list_with_those_who_are_blocked_is_no_breach() => new ABlock().Lists().Blocks().Lists("anna").Asks(blocks: false).Lists().Lists("anna").Answers().Lists().Finds();

    /// <summary>A record in which bert blocks anna.</summary>
    private sealed class ABlock
    {
        private BlockSent? _asked;

        public ARecord Record { get; } = ARecord.OfThreeMessages().Forgets(happening => happening is Settled);

        public ABlock Asks(bool blocks) => With(record => record.Add(at => _asked = new BlockSent(at, 2, 1, "bert", "anna", blocks)));

        public ABlock Answers(string? code = null) => With(record => record.Add(at => new BlockAnswered(at, 2, 1, _asked!.At, "bert", "anna", _asked.Blocks, code)));

        public ABlock Blocks() => Asks(blocks: true).Answers();

        public ABlock EndsServer() => With(record => record.Add(at => new ServerEnded(at)));

        public ABlock Lists(params string[] logins)
        {
            var askedAt = Record.Now();
            return With(record => record.Add(at => new SawBlocked(at, 2, 1, askedAt, "bert", logins)));
        }

        /// <summary>Anna's message is stored, acknowledged and shown.</summary>
        public ABlock Stores(long seq) => With(record => record.Stores(seq).Answers(seq).Shows(2, "bert", seq).WithLatest(seq, unread: (int)seq - 2));

        public ABlock RefusesMessage(string key) => With(record => record
            .Add(at => new Sent(at, 1, 1, key, ARecord.Room, "anna", $"[{key}] hello", null))
            .Add(at => new Refused(at, 1, 1, key, ARecord.Room, "blocked") { SentAt = at - 1 }));

        /// <summary>Anna types, and is answered.</summary>
        public ABlock Types() => With(record => record
            .Add(at => new TypingSent(at, 1, 1, "anna", ARecord.Room)).Add(at => new TypingAnswered(at, 1, 1, at - 1, "anna", ARecord.Room, null)));

        public ABlock SeesTyping() => With(record => record.Add(at => new SawTyping(at, 2, 1, "bert", ARecord.Room, "anna")));

        public void Finds(params BreachKind[] kinds) => Record.Finds(kinds);

        private ABlock With(Action<ARecord> change)
        {
            change(Record);
            return this;
        }
    }
}
