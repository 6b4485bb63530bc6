namespace ActorChat.SocketIO.TestHost;

/// <summary>The settings that the official test suites expect, and what the profiles add.</summary>
internal static class TestSettings
{
    public static void Apply(SocketIOOptions options, string profile, bool patient)
    {
        options.PingInterval = TimeSpan.FromMilliseconds(300);
        options.PingTimeout = TimeSpan.FromMilliseconds(200);
        options.ConnectTimeout = TimeSpan.FromMilliseconds(1000);
        options.MaxPayloadBytes = 1_000_000;
        options.Cors = new EngineCors { AnyOrigin = true };
        if (patient)
        {
            // For tests where short deadlines would only measure the machine.
            options.PingInterval = TimeSpan.FromSeconds(25);
            options.PingTimeout = TimeSpan.FromSeconds(20);
            options.UpgradeTimeout = TimeSpan.FromSeconds(60);
        }

        switch (profile)
        {
            case "recovery":
                options.Recovery = new ConnectionStateRecovery();
                break;
            case "eio3":
                options.AllowEngineIO3 = true;
                break;
            default:
                break;
        }
    }
}
