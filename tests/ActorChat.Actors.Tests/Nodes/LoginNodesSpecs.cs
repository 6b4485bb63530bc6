using ActorChat.Actors.Common;
using ActorChat.Actors.Nodes;
using FsCheck.Xunit;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Nodes;

public sealed class LoginNodesSpecs
{
    private const int Many = 100_000;

    private readonly LoginNodes _logins = new();

    [Fact]
    public void A_login_is_on_the_nodes_that_have_added_it_and_not_removed_it()
    {
        Assert.True(_logins.Add(Alice, 1).IsEmpty);
        Assert.Equal(NodeSet.Of(1), _logins.Add(ALogin("ALICE"), 63));
        Assert.Equal(NodeSet.Of(1).With(NodeSet.Of(63)), _logins.Of(Alice));
        Assert.Equal(NodeSet.Of(63), _logins.Remove(Alice, 1));
        Assert.True(_logins.Remove(Alice, 63).IsEmpty);
        Assert.True(_logins.Of(Alice).IsEmpty);
        Assert.True(_logins.Remove(Bob, 1).IsEmpty);
        Assert.Equal(0, _logins.Count);
    }

    [Fact]
    public void A_lost_node_takes_its_logins_with_it_and_no_others()
    {
        for (var number = 0; number < Many; number++)
        {
            _logins.Add(ALogin($"user-{number}"), 1 + (number % 3));
        }

        _logins.Add(Alice, 1);
        _logins.Add(Alice, 2);
        _logins.RemoveAllOf(1);
        Assert.Equal(NodeSet.Of(2), _logins.Of(Alice));
        Assert.All(Enumerable.Range(0, Many), number => Assert.Equal(number % 3 == 0 ? NodeSet.None : NodeSet.Of(1 + (number % 3)), _logins.Of(ALogin($"user-{number}"))));
    }

    /// <summary>Compared with a dictionary.</summary>
    [Property(MaxTest = 300)]
    public void Whatever_comes_and_goes_the_table_says_who_is_where((byte Login, byte Node, byte What)[] changes)
    {
        var (table, model) = (new LoginNodes(), new Dictionary<byte, ulong>());
        foreach (var (number, anyNode, what) in changes.SelectMany(change => Enumerable.Range(0, 16).Select(more => ((byte)(change.Login + (more * 7)), change.Node, change.What))))
        {
            var (login, node, before) = (ALogin($"u{number}"), anyNode % NodeSet.Size, model.GetValueOrDefault(number));
            switch (what % 8)
            {
                case < 4:
                    Assert.Equal(before, table.Add(login, node).Bits);
                    model[number] = before | (1UL << node);
                    break;
                case < 7:
                    model[number] = before & ~(1UL << node);
                    Assert.Equal(model[number], table.Remove(login, node).Bits);
                    break;
                default:
                    table.RemoveAllOf(node);
                    model = model.ToDictionary(entry => entry.Key, entry => entry.Value & ~(1UL << node));
                    break;
            }
        }

        Assert.All(Enumerable.Range(0, 256), number => Assert.Equal(model.GetValueOrDefault((byte)number), table.Of(ALogin($"u{number}")).Bits));
        Assert.Equal(model.Values.Count(nodes => nodes != 0), table.Count);
    }

    [Fact]
    public async Task A_reader_finds_a_login_while_others_come_and_go()
    {
        _logins.Add(Alice, 1);
        using var end = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            var (reads, missed) = (0, 0);
            while (!end.IsCancellationRequested || reads == 0)
            {
                missed += _logins.Of(Alice).Has(1) ? 0 : 1;
                reads++;
            }

            return missed;
        });
        for (var round = 0; round < 5; round++)
        {
            Array.ForEach(Users(), login => _logins.Add(login, 2));
            Array.ForEach(Users(), login => _logins.Remove(login, 2));
            Array.ForEach(Users(), login => _logins.Add(login, 3));
            _logins.RemoveAllOf(3);
        }

        await end.CancelAsync();
        Assert.Equal(0, await reader);
        Assert.Equal(1, _logins.Count);

        static Login[] Users() => [.. Enumerable.Range(0, 5_000).Select(number => ALogin($"user-{number}"))];
    }

    [Fact]
    public void A_login_takes_little_memory_however_long_it_is()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var number = 0; number < Many; number++)
        {
            _logins.Add(ALogin($"a-user-with-a-long-name-{number}"), 1);
        }

        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Many;
        Assert.InRange(each, 24, 48);
        Assert.Equal(Many, _logins.Count);
    }
}
