namespace ActorChat.Storage.Specs;

/// <summary>Settings that were changed while a server ran are there after a restart.</summary>
public abstract class LiveSettingsContract : EngineSpecs
{
    [Fact]
    public async Task A_saved_setting_is_read_by_the_next_start_in_its_latest_form_until_it_is_taken_away()
    {
        await using (var storage = await StartAsync())
        {
            Assert.Empty(await storage.Engine.LiveSettings.ReadAsync());
            await storage.Engine.LiveSettings.SaveAsync("rate-limits.connects", "1 per 1s, burst 1");
            await storage.Engine.LiveSettings.SaveAsync("rate-limits.connects", "2 per 1s, burst 2");
            await storage.Engine.LiveSettings.SaveAsync("rate-limits.events.read", "off");
        }

        await using (var storage = await StartAsync())
        {
            Assert.Equal(
                ["rate-limits.connects=2 per 1s, burst 2", "rate-limits.events.read=off"],
                (await storage.Engine.LiveSettings.ReadAsync()).Select(setting => $"{setting.Key}={setting.Value}").Order(StringComparer.Ordinal));
            await storage.Engine.LiveSettings.SaveAsync("rate-limits.connects", null);
            await storage.Engine.LiveSettings.SaveAsync("nothing", null);
            Assert.Equal("rate-limits.events.read", Assert.Single(await storage.Engine.LiveSettings.ReadAsync()).Key);
        }
    }
}
