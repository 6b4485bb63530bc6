namespace ActorChat.Storage.Specs;

/// <summary>What every engine must do. The tests of an engine derive one class from each class here, and give it a home.</summary>
public abstract class EngineSpecs : IDisposable
{
    private readonly Lazy<IEngineHome> _home;

    protected EngineSpecs() => _home = new Lazy<IEngineHome>(MakeHome);

    /// <summary>A new home without data.</summary>
    protected abstract IEngineHome MakeHome();

    /// <summary>Opens the storage of this test; after it was disposed of, with the data it left.</summary>
    protected async Task<OpenStorage> StartAsync(string overrides = "", TimeProvider? clock = null)
    {
        var (settings, time) = (OpenStorage.Settings(overrides), clock ?? TimeProvider.System);
        var engine = await _home.Value.OpenAsync(settings, time);
        return OpenStorage.Start(await ChatStorage.OpenAsync(engine, settings, time), engine);
    }

    public void Dispose()
    {
        if (_home.IsValueCreated)
        {
            _home.Value.Dispose();
        }

        GC.SuppressFinalize(this);
    }
}
