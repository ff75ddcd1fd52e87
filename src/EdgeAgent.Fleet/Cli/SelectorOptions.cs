using System.CommandLine;
using System.Text.Json.Nodes;
using EdgeAgent.Fleet.Rules;

namespace EdgeAgent.Fleet.Cli;

/// <summary><c>--group</c>, <c>--tag</c>, <c>--where</c>: all that are given must agree.</summary>
internal sealed class SelectorOptions
{
    private readonly Option<string?> _group = new("--group") { Description = "Only devices of this group" };
    private readonly Option<string?> _tag = new("--tag") { Description = "Only devices with this tag" };
    private readonly Option<string?> _where = new("--where") { Description = "Only devices with these facts, such as 'soc_pct>60 and mode==full'" };

    public SelectorOptions() => _where.Validators.Add(result =>
    {
        try
        {
            _ = Where.Parse(string.Join(' ', result.Tokens.Select(t => t.Value)));
        }
        catch (FilterException e)
        {
            result.AddError($"--{e.Message}");
        }
    });

    public void AddTo(Command command)
    {
        foreach (var option in new[] { _group, _tag, _where }) command.Options.Add(option);
    }

    public JsonObject Arguments(ParseResult result)
    {
        var arguments = new JsonObject();
        foreach (var option in new[] { _group, _tag, _where })
        {
            if (result.GetValue(option) is { } value) arguments[option.Name.TrimStart('-')] = value;
        }

        return arguments;
    }

    /// <summary>The same as the <c>select</c> of a campaign.</summary>
    public JsonObject Select(ParseResult result)
    {
        var select = new JsonObject();
        if (result.GetValue(_group) is { } group) select["groups"] = new JsonArray(group);
        if (result.GetValue(_tag) is { } tag) select["tags"] = new JsonArray(tag);
        if (result.GetValue(_where) is { } where) select["where"] = where;
        return select;
    }
}
