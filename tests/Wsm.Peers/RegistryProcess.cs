namespace Wsm.Peers;

/// <summary>A real <c>docker-registry</c> on a loopback port, with storage of its own.</summary>
public sealed class RegistryProcess : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly ServerProcess _server;

    private RegistryProcess(TemporaryFolder folder, ServerProcess server, string storage)
    {
        StorageFolder = storage;
        _folder = folder;
        _server = server;
    }

    /// <summary><c>127.0.0.1:PORT</c>, as it stands in references.</summary>
    public string Host => $"127.0.0.1:{_server.Port}";

    /// <summary>Where blobs lie, to damage or count them.</summary>
    public string StorageFolder { get; }

    public string Output => _server.Output;

    public static async Task<RegistryProcess> StartAsync(RegistrySettings? settings = null)
    {
        var folder = new TemporaryFolder();
        try
        {
            settings ??= new RegistrySettings();
            var server = await ServerProcess
                .StartAsync("docker-registry", port => ["serve", folder.Write("config.yml", settings.ToYaml(folder, port))])
                .ConfigureAwait(false);
            return new RegistryProcess(folder, server, settings.StorageFolder ?? folder["storage"]);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="ServerProcess.Kill"/>
    public void Kill() => _server.Kill();

    /// <inheritdoc cref="ServerProcess.StartAgainAsync"/>
    public Task StartAgainAsync() => _server.StartAgainAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        _folder.Dispose();
    }
}
