using ActorChat.Faults.Attackers;
using ActorChat.Faults.Crowds;
using ActorChat.Faults.Hostile;

namespace ActorChat.Faults.Tests;

/// <summary>Plants each failure of a hostile run in a clean record, and checks that it is found, and nothing else.</summary>
public sealed class HostileRulesSpecs
{
    private const string At = "2026-11-27T08:00:00.000Z ";

    private static readonly HostileFacts Clean = new()
    {
        Log = [At + "INF ActorChat is ready", At + "INF bert logged in from 127.0.0.99", ""],
        Quiet = Waits(20),
        Attacked = Waits(90),
        Before = new RestState(0, 0, 40L << 20, 330, 30),
        After = new RestState(0, 0, 60L << 20, 340, 34),
        Acts = [new SecurityAct("bert", "bert logged in from 127.0.0.99")],
        Tally = new Dictionary<string, int> { ["cut"] = 3, ["left"] = 2 },
        Attacks = new Dictionary<string, int> { ["reset"] = 7 },
        Wanted = ["reset"],
    };

    [Fact]
    public void A_clean_run_has_no_failure() => Assert.Empty(HostileRules.Judge(Clean));

    [Fact]
    public void A_process_that_ended_is_found() => Finds(Clean with { Deaths = ["the latest attacks were reset 7"] }, "the process ended: the latest attacks were reset 7");

    [Fact]
    public void What_an_attacker_found_is_found() => 
        Finds(Clean with { Findings = [new("login-race", 7, "a token lived on"), new("login-race", 8, "a token lived on")] }, "login-race: a token lived on, 2 times, such as by seed 7");

    [Fact]
    public void A_fault_that_only_the_server_counted_is_found() => Finds(Clean with { OwnFaults = 3 }, "answers of 500 or above by the server's own count: 3");

    [Theory]
    [InlineData(500, "")]
    [InlineData(502, "")]
    [InlineData(503, "")]
    [InlineData(503, "{\"code\":\"internal_error\"}")]
    public void An_answer_that_blames_the_server_is_found(int status, string body) =>
        Finds(Clean with { Faults = [Fault(status, body), Fault(status, body)] }, $"{status} to guesses, 2 times: POST /login HTTP/1.1");

    [Theory]
    [InlineData(503, "{\"code\":\"unavailable\"}")]
    [InlineData(501, "")]
    [InlineData(505, "")]
    public void An_answer_that_is_documented_is_no_failure(int status, string body) => Assert.Empty(HostileRules.Judge(Clean with { Faults = [Fault(status, body)] }));

    [Theory]
    [InlineData("ERR An unhandled exception has occurred", "1 lines in the log: ERR An unhandled exception has occurred")]
    [InlineData("FTL The end", "1 lines in the log: FTL The end")]
    [InlineData("WRN Session abc7 could not be opened", "1 lines in the log: WRN Session … could not be opened")]
    public void A_line_above_information_is_found_and_what_follows_it_belongs_to_it(string line, string failure) =>
        Finds(Clean with { Log = [.. Clean.Log, At + line, "System.ArgumentException: no", "   at Some.Place()", At + "INF on it goes"] }, failure);

    [Fact]
    public void The_same_line_with_other_names_is_one_failure() =>
        Finds(Clean with { Log = [.. Clean.Log, At + "ERR Session a1 broke", At + "ERR Session b2 broke"] }, "2 lines in the log: ERR Session … broke");

    [Fact]
    public void A_line_of_output_that_is_not_a_log_line_is_found() =>
        Finds(Clean with { Log = [.. Clean.Log, "root logged in from 6.6.6.6"] }, "1 lines in the log: no line of a log: root logged in from …");

    [Fact]
    public void A_warning_about_a_busy_machine_is_expected() =>
        Assert.Empty(HostileRules.Judge(Clean with { Log = [.. Clean.Log, At + "WRN As of \"11/27/2026 08:00:00 +00:00\", the heartbeat has been running for \"00:00:01\""] }));

    [Fact]
    public void A_crowd_that_waits_more_than_five_times_as_long_is_found() =>
        Finds(Clean with { Quiet = Waits(40), Attacked = Waits(201) }, "the crowd's acknowledgements took 201 ms at the 99th of 100 while it was attacked, 40 ms while it was not");

    [Fact]
    public void A_wait_too_short_to_notice_is_no_failure_whatever_its_ratio() =>
        Assert.Empty(HostileRules.Judge(Clean with { Quiet = Waits(1), Attacked = Waits((int)HostileRules.Unnoticed.TotalMilliseconds) }));

    [Fact]
    public void A_few_long_waits_among_many_are_found()
    {
        TimeSpan[] attacked = [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(10), 980), .. Enumerable.Repeat(TimeSpan.FromSeconds(1), 20)];

        Finds(Clean with { Attacked = attacked }, "the crowd's acknowledgements took 1000 ms at the 99th of 100 while it was attacked, 20 ms while it was not");
    }

    [Fact]
    public void Waits_that_nobody_measured_are_found() => Finds(Clean with { Attacked = [] }, "the crowd's waits were not measured");

    [Fact]
    public void A_connection_or_a_session_left_is_found() =>
        Finds(Clean with { After = Clean.After with { Connections = 2, Sessions = 1 } }, "2 connections and 1 sessions were left when all had gone");

    [Fact]
    public void Memory_that_was_not_given_back_is_found() =>
        Finds(Clean with { After = Clean.After with { Memory = Clean.Before.Memory + HostileRules.MemoryMargin + (1 << 20) } }, $"memory went from 40 to {41 + (HostileRules.MemoryMargin >> 20)} MiB at rest");

    [Fact]
    public void Handles_that_were_not_closed_are_found() =>
        Finds(Clean with { After = Clean.After with { Handles = 331 + HostileRules.HandlesMargin } }, $"handles went from 330 to {331 + HostileRules.HandlesMargin} at rest");

    [Fact]
    public void Threads_that_did_not_end_are_found() =>
        Finds(Clean with { After = Clean.After with { Threads = 31 + HostileRules.ThreadsMargin } }, $"threads went from 30 to {31 + HostileRules.ThreadsMargin} at rest");

    [Fact]
    public void Waiting_for_rest_takes_until_everything_is_far_below_its_margin()
    {
        Assert.True(HostileRules.IsAtRest(Clean.Before, Clean.After));
        Assert.False(HostileRules.IsAtRest(Clean.Before, Clean.After with { Connections = 1 }));
        Assert.False(HostileRules.IsAtRest(Clean.Before, Clean.After with { Memory = Clean.Before.Memory + (HostileRules.MemoryMargin * 3 / 4) }));
    }

    [Fact]
    public void A_security_event_that_was_lost_is_found() =>
        Finds(Clean with { Acts = [.. Clean.Acts, .. Clean.Acts] }, "security events lost: 'bert logged in from 127.0.0.99' is 1 times in the log and happened 2 times");

    [Theory]
    [InlineData("closed by the server: slow_consumer")]
    [InlineData("refused: rate_limited")]
    [InlineData("unanswered have_room")]
    public void Harm_to_the_crowd_is_found(string what) =>
        Finds(Clean with { Tally = new Dictionary<string, int> { [what] = 4 } }, $"the crowd's clients, 4 times: {what}");

    [Fact]
    public void An_attack_that_was_never_made_is_found() => Finds(Clean with { Wanted = ["reset", "noise"] }, "noise was never tried");

    [Fact]
    public void Each_attack_has_a_unique_name_and_is_drawn_by_its_weight()
    {
        var random = new Random(1);
        var drawn = Enumerable.Range(0, 20_000).Select(_ => AttackCatalogue.Draw(AttackCatalogue.All, random)).CountBy(attacker => attacker.Name).ToDictionary();

        Assert.Equal(AttackCatalogue.All.Count, AttackCatalogue.All.Select(attacker => attacker.Name).Distinct().Count());
        Assert.Equal(AttackCatalogue.All.Select(attacker => attacker.Name).Order(), drawn.Keys.Order());
        Assert.True(drawn["reset"] > 5 * drawn["login-race"], "the weights count");
    }

    [Fact]
    public void Every_attack_is_on_the_page()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "faults.md"));

        Assert.All(AttackCatalogue.All, attacker => Assert.Contains($"`{attacker.Name}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Metrics_are_summed_by_name_and_label()
    {
        const string Text = "# TYPE a gauge\na{transport=\"polling\"} 2 1700000000\na{transport=\"websocket\"} 3 1700000000\nab 7\nc 4 1700000000\n";

        Assert.Equal(5, MetricsText.Sum(Text, "a"));
        Assert.Equal(3, MetricsText.Sum(Text, "a", "websocket"));
        Assert.Equal(4, MetricsText.Sum(Text, "c"));
    }

    [Fact]
    public void A_percentile_is_the_wait_that_this_share_did_not_exceed() =>
        Assert.Equal(TimeSpan.FromMilliseconds(100), AnswerTimes.Percentile([.. Enumerable.Range(1, 100).Select(i => TimeSpan.FromMilliseconds(i))], 99));

    private static void Finds(HostileFacts facts, string failure) => Assert.Equal([failure], HostileRules.Judge(facts));

    private static ServerFault Fault(int status, string body) => new(status, body, "guesses", "POST /login HTTP/1.1");

    private static TimeSpan[] Waits(int milliseconds) => [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(milliseconds), 100)];
}
