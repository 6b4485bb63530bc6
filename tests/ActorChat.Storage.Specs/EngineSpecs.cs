namespace ActorChat.Storage.Specs;

/// <summary>What every engine must do. The tests of an engine derive one class from each class here, and give it a home.</summary>
public abstract class EngineSpecs : IDisposable
{
    private readonly Lazy<IEngineHome> _home;
    private readonly Lazy<IEngineHome> _other;

    protected EngineSpecs() => (_home, _other) = (new Lazy<IEngineHome>(MakeHome), new Lazy<IEngineHome>(MakeHome));

    /// <summary>The place of the data of this test.</summary>
    protected IEngineHome Home => _home.Value;

    /// <summary>A second place.</summary>
    protected IEngineHome OtherHome => _other.Value;

    /// <summary>A new home without data.</summary>
    protected abstract IEngineHome MakeHome();

    /// <summary>Opens the storage of this test; after it was disposed of, with the data it left.</summary>
    protected Task<OpenStorage> StartAsync(string overrides = "", TimeProvider? clock = null) => StartAsync(Home, overrides, clock ?? TimeProvider.System);

    /// <summary>Opens a second storage beside that of this test.</summary>
    protected Task<OpenStorage> StartOtherAsync(string overrides = "") => StartAsync(OtherHome, overrides, TimeProvider.System);

    private static async Task<OpenStorage> StartAsync(IEngineHome home, string overrides, TimeProvider clock)
    {
        var settings = OpenStorage.Settings(overrides);
        var engine = await home.OpenAsync(settings, clock);
        return OpenStorage.Start(await ChatStorage.OpenAsync(engine, settings, clock), engine);
    }

    public void Dispose()
    {
        foreach (var home in new[] { _home, _other }.Where(home => home.IsValueCreated))
        {
            home.Value.Dispose();
        }

        GC.SuppressFinalize(this);
    }
}
