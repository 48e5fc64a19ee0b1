using System.Net;
using System.Text.Json;
using Docker.DotNet;
using Docker.DotNet.Models;
using Wsm.Bundles.Contents;
using Wsm.Oci.Content;
using Wsm.Product.Failures;

namespace Wsm.Site.Loading;

/// <summary>
/// Hands archives to a Docker engine, as <c>docker load</c> does, and takes images out of it, as <c>docker save</c> does.
/// </summary>
public sealed class DockerLoader : IImageLoader
{
    private readonly DockerAddress _address;
    private readonly DockerClient _engine;

    public DockerLoader(DockerAddress address)
    {
        _address = address;
        _engine = DockerConnection.Open(address);
    }

    public async Task PingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _engine.System.PingAsync(cancellationToken);
        }
        catch (DockerApiException error)
        {
            throw new UserError(
                $"What listens at {_address} is not a Docker engine: it answered a ping with {(int)error.StatusCode}: {Words(error)}",
                cause: error
            );
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new UserError(
                $"There is no Docker engine at {_address}: {error.GetBaseException().Message}.",
                "Start it, or name another one. The user must be allowed to use it.",
                cause: error
            );
        }
    }

    public async Task LoadAsync(BundleImage image, Stream archive, CancellationToken cancellationToken)
    {
        var answer = new Answer();
        try
        {
            await _engine.Images.LoadImageAsync(new ImageLoadParameters { Quiet = true }, archive, answer, cancellationToken);
        }
        catch (DockerApiException error)
        {
            throw new IOException($"the Docker engine refused it: {Words(error)}", error);
        }
        catch (JsonException error)
        {
            throw new IOException($"the Docker engine gave an answer that cannot be understood: {error.Message}", error);
        }

        // The engine says 200 before it has looked at the archive.
        if (answer.Error is { } problem)
        {
            throw new IOException($"the Docker engine could not load it: {problem}");
        }
    }

    /// <summary>The images as one archive, which must be read asynchronously.</summary>
    /// <exception cref="ContentException">The engine does not have one of them.</exception>
    public async Task<Stream> SaveAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        try
        {
            return await _engine.Images.SaveImagesAsync([.. names], cancellationToken);
        }
        catch (DockerApiException error)
        {
            throw new ContentException($"the Docker engine at {_address} does not give {string.Join(", ", names)}: {Words(error)}", error)
            {
                IsNotFound = error.StatusCode == HttpStatusCode.NotFound,
            };
        }
    }

    public void Dispose() => _engine.Dispose();

    private static string Words(DockerApiException error)
    {
        try
        {
            using var document = JsonDocument.Parse(error.ResponseBody ?? "");
            return document.RootElement.GetProperty("message").GetString() ?? error.Message;
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return error.ResponseBody is { Length: > 0 } body ? body.Trim() : $"HTTP {(int)error.StatusCode}";
        }
    }

    /// <summary>
    /// Called at once for each message, where the framework's own <see cref="Progress{T}"/> would post it to another thread.
    /// </summary>
    private sealed class Answer : IProgress<JSONMessage>
    {
        public string? Error { get; private set; }

        public void Report(JSONMessage value) => Error ??= value.Error?.Message;
    }
}
