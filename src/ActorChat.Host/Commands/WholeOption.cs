using System.CommandLine;

namespace ActorChat.Host.Commands;

/// <summary>An option that is a whole number within a range.</summary>
internal static class WholeOption
{
    public static Option<int> Of(string name, string description, int standard, int min, int max)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var value) && value >= min && value <= max))
            {
                result.AddError(max == int.MaxValue ? $"{name} {token.Value}: must be a whole number from {min} on" : $"{name} {token.Value}: must be a whole number from {min} to {max}");
            }
        });
        return option;
    }
}
