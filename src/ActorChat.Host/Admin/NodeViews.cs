using System.Text.Json;
using System.Text.Json.Serialization;
using ActorChat.Actors.Nodes;
using ActorChat.Host.Nodes;
using ActorChat.Host.Observability;
using ActorChat.Host.Settings;

namespace ActorChat.Host.Admin;

/// <summary>What all nodes show operators of themselves.</summary>
internal sealed class NodeViews(NodeView self, AllNodes nodes)
{
    public async Task<NowBody> NowAsync()
    {
        var (views, silent) = await AskAsync<NodeNow>(NodeView.Now, 1);
        return new NowBody([.. views.Select(static view => view.View)], silent);
    }

    /// <summary>The newest events of all nodes, the last first.</summary>
    /// <param name="what">Which events.</param>
    /// <param name="limit">The most events.</param>
    public async Task<EventsBody> EventsAsync(string what, int limit)
    {
        var (views, silent) = await AskAsync<IReadOnlyList<RecentEvent>>(what, limit);
        var all = views.SelectMany(view => view.View.Select(happened => new EventBody(happened.Time, happened.Event, happened.About, happened.Address, happened.Detail, NameOf(view.Node))));
        return new EventsBody([.. all.OrderByDescending(static happened => happened.Time, StringComparer.Ordinal).Take(limit)], silent);
    }

    /// <summary>The settings of this node, and those of others that differ: each node reads its own files.</summary>
    public async Task<SettingsBody> SettingsAsync()
    {
        var (views, silent) = await AskAsync<IReadOnlyList<SettingInForce>>(NodeView.Settings, 1);
        var here = views[0].View;
        var values = here.ToDictionary(static setting => setting.Key, static setting => setting.Value);
        var others = views.Skip(1).SelectMany(view => view.View.Where(setting => values.GetValueOrDefault(setting.Key) != setting.Value)
            .Select(setting => new OtherSettingBody(view.Node, setting.Key, setting.Value, setting.Origin))).ToList();
        return new SettingsBody(NameOf(nodes.Self), here, others.Count > 0 ? others : null, silent);
    }

    /// <summary>This node comes first. A node whose answer cannot be read is one that did not answer.</summary>
    private async Task<(IReadOnlyList<(string Node, T View)> Views, IReadOnlyList<string>? Silent)> AskAsync<T>(string what, int limit)
        where T : class
    {
        var question = new NodeQuestion.Show(what, limit);
        var asked = await nodes.AskAsync<NodeReply.Shown>(question);
        var views = new List<(string, T)> { (nodes.Self, (T)self.Read(question)) };
        var silent = asked.Silent.ToList();
        foreach (var (node, shown) in asked.Answers)
        {
            if (Parse<T>(shown.Json) is { } view)
            {
                views.Add((node, view));
            }
            else
            {
                silent.Add(node);
            }
        }

        return (views, silent.Count > 0 ? silent : null);
    }

    private static T? Parse<T>(string json)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A server without a cluster names no node.</summary>
    private string? NameOf(string node) => nodes.IsAlone ? null : node;
}

internal sealed record NowBody(IReadOnlyList<NodeNow> Nodes, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? NoAnswer);

internal sealed record EventBody(
    string Time, string Event, string? About, string? Address, string? Detail, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Node);

internal sealed record EventsBody(IReadOnlyList<EventBody> Events, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? NoAnswer);

internal sealed record OtherSettingBody(string Node, string Key, string Value, string Origin);

internal sealed record SettingsBody(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Node,
    IReadOnlyList<SettingInForce> Settings,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<OtherSettingBody>? Others,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? NoAnswer);
