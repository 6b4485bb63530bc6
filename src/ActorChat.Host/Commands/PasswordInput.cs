using System.Text;

namespace ActorChat.Host.Commands;

/// <summary>Reads a password: in a terminal without showing it, twice; else the first line of the standard input. An argument would be seen by everybody on the machine.</summary>
internal static class PasswordInput
{
    private const int Longest = 4096;

    /// <exception cref="ToolException">There is none, or the two are not the same.</exception>
    public static string Read(TextWriter errors)
    {
        if (Console.IsInputRedirected)
        {
            return Console.In.ReadLine() is { Length: > 0 } line ? line : throw new ToolException("the password must be the first line of the standard input");
        }

        var password = Ask("New password: ", errors);
        return password == Ask("The same again: ", errors) ? password : throw new ToolException("the two passwords are not the same");
    }

    /// <summary>Asks for a word, which is shown.</summary>
    public static string? Confirm(string question, TextWriter errors)
    {
        errors.Write(question);
        return Console.In.ReadLine();
    }

    private static string Ask(string question, TextWriter errors)
    {
        errors.Write(question);
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (key.KeyChar != '\0' && typed.Length < Longest)
            {
                typed.Append(key.KeyChar);
            }
        }

        errors.WriteLine();
        return typed.ToString();
    }
}
