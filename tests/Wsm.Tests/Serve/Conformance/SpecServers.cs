using System.Net;
using System.Text;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Peers;
using Wsm.Tests.Push;

namespace Wsm.Tests.Serve.Conformance;

/// <summary>The same bundle served twice, for all requirements: as it is, and open to pushes.</summary>
public sealed class SpecServers : IAsyncLifetime
{
    /// <summary>What the bundle holds as <c>team/app:1.0</c>: one image; and as <c>team/many:3.0</c>: an index.</summary>
    internal static readonly ImageContent App = TestImages.Random(11, 5_000, 200_000);
    internal static readonly ImageContent Many = TestImages.MultiPlatform();

    private readonly TemporaryFolder _folder = new();
    private SampleBundle? _bundle;
    private RunningServe? _readOnly;
    private RunningServe? _open;
    private int _names;

    internal string Upstream => _bundle!.Upstream;

    /// <summary>A blob of the bundle that fills several blocks of its archive.</summary>
    internal static (string Digest, byte[] Bytes) Layer { get; } =
        App.Blobs.Select(blob => (blob.Key, blob.Value)).MaxBy(blob => blob.Value.Length);

    public async ValueTask InitializeAsync()
    {
        _bundle = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["team/app:1.0"] = App, ["team/many:3.0"] = Many });
        _readOnly = await RunningServe.StartAsync("--quiet", "--bundle", _bundle.Folder);
        _open = await RunningServe.StartAsync("--quiet", "--bundle", _bundle.Folder, "--anonymous-push", "--allow-push", _folder["pushed"]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_readOnly is not null)
        {
            await _readOnly.DisposeAsync();
        }

        if (_open is not null)
        {
            await _open.DisposeAsync();
        }

        _bundle?.Dispose();
        _folder.Dispose();
    }

    /// <summary>A repository that no other requirement has touched.</summary>
    internal string NewName() => $"spec/r{Interlocked.Increment(ref _names)}";

    /// <summary>Asks the server that only serves.</summary>
    internal Task<SpecAnswer> AskAsync(string method, string path, params (string Name, string Value)[] headers) =>
        SendAsync(_readOnly!, method, path, null, headers);

    /// <summary>Asks the server that takes pushes.</summary>
    internal Task<SpecAnswer> PushAsync(string method, string path, byte[]? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(_open!, method, path, body ?? [], headers);

    internal Task<SpecAnswer> PullAsync(string path) => PushAsync("GET", path);

    internal async Task<string> BeginAsync(string name) =>
        (await PushAsync("POST", $"/v2/{name}/blobs/uploads/")).Is(HttpStatusCode.Accepted).Location;

    internal Task<SpecAnswer> PatchAsync(string place, byte[] chunk, string range) =>
        PushAsync("PATCH", place, chunk, ("Content-Range", range));

    internal Task<SpecAnswer> FinishAsync(string place, string digest, byte[]? rest = null, params (string Name, string Value)[] headers) =>
        PushAsync("PUT", $"{place}{(place.Contains('?', StringComparison.Ordinal) ? '&' : '?')}digest={digest}", rest, headers);

    /// <summary>Puts a blob in and returns its digest.</summary>
    internal async Task<string> HoldAsync(string name, byte[] content)
    {
        var digest = Digest.Of(content).ToString();
        (await FinishAsync(await BeginAsync(name), digest, content)).Is(HttpStatusCode.Created);
        return digest;
    }

    internal Task<SpecAnswer> PutManifestAsync(string name, string reference, byte[] manifest, string type = MediaTypes.OciManifest) =>
        PushAsync("PUT", $"/v2/{name}/manifests/{reference}", manifest, ("Content-Type", type));

    /// <summary>A manifest of the empty configuration, which is put in first.</summary>
    /// <param name="name">The repository.</param>
    /// <param name="more">Further properties, each with a comma before it.</param>
    internal async Task<byte[]> ManifestAsync(string name, string more = "") =>
        Encoding.UTF8.GetBytes(
            $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}","config":{"mediaType":"{{MediaTypes.OciEmpty}}","digest":"{{await HoldAsync(name, "{}"u8.ToArray())}}","size":2},"layers":[]{{more}}}"""
        );

    private static async Task<SpecAnswer> SendAsync(
        RunningServe server,
        string method,
        string path,
        byte[]? body,
        (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null && method is not ("GET" or "HEAD"))
        {
            request.Content = new ByteArrayContent(body);
        }

        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content!.Headers.TryAddWithoutValidation(name, value);
            }
        }

        var answer = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return new SpecAnswer(answer, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }
}
