using System.Globalization;

namespace ActorChat.SocketIO.TestHost;

/// <summary>The options of the command line.</summary>
internal sealed record HostArguments(int Port, string Profile, bool Patient, bool Verbose)
{
    private static readonly string[] s_profiles = ["protocol", "recovery", "eio3"];

    public static HostArguments? Parse(string[] args)
    {
        var profile = "protocol";
        var patient = false;
        var verbose = false;
        int? port = null;
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--profile" && i + 1 < args.Length)
            {
                profile = args[++i];
            }
            else if (args[i] == "--patient")
            {
                patient = true;
            }
            else if (args[i] == "--verbose")
            {
                verbose = true;
            }
            else if (port is null && ushort.TryParse(args[i], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                port = number;
            }
            else
            {
                return null;
            }
        }

        return port is { } listen && s_profiles.Contains(profile) ? new HostArguments(listen, profile, patient, verbose) : null;
    }
}
