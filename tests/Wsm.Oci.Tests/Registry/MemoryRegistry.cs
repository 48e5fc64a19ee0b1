using System.Collections.Concurrent;
using Wsm.Oci.Models;
using Wsm.Peers;

namespace Wsm.Oci.Tests.Registry;

/// <summary>As much of a registry as uploads need, in memory, with the habits and faults that a test asks for.</summary>
internal sealed class MemoryRegistry : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, byte[]> _blobs = new();
    private readonly ConcurrentDictionary<string, byte[]> _uploads = new();

    public MemoryRegistry() => Server = new FaultServer(Answer);

    public FaultServer Server { get; }

    public string Host => Server.Host;

    /// <summary>An answer in place of the registry's own, which then does nothing.</summary>
    public Func<FaultRequest, Reply?> Before { get; init; } = _ => null;

    /// <summary>What becomes of the answer after the registry has done its work.</summary>
    public Func<FaultRequest, Reply, Reply> After { get; set; } = (_, reply) => reply;

    public int LargestBody { get; init; } = int.MaxValue;

    public int ChunkMinimum { get; init; }

    public bool AbsoluteLocations { get; init; }

    public int Refused { get; private set; }

    public byte[]? Stored(Descriptor blob) => _blobs.GetValueOrDefault(blob.Digest.ToString());

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private Reply Answer(FaultRequest request)
    {
        if (Before(request) is { } instead)
        {
            return instead;
        }

        if (request.Body.Length > LargestBody)
        {
            Refused++;
            return Reply.Text(413, "");
        }

        return After(request, Own(request));
    }

    private Reply Own(FaultRequest request)
    {
        var id = request.Path[(request.Path.LastIndexOf('/') + 1)..];
        switch (request.Method)
        {
            case "HEAD":
                return _blobs.TryGetValue(id, out var blob) ? new Reply { Body = blob } : Reply.Text(404, "");
            case "POST":
                id = $"s{_uploads.Count + 1}";
                _uploads[id] = [];
                return Accepted(request, id).With("OCI-Chunk-Min-Length", $"{ChunkMinimum}");
            case "GET" when id.Length == 0:
                return Reply.Json("{}");
            case "GET":
                return Accepted(request, id) with { Status = 204 };
            case "PATCH":
                var from = int.Parse(request["Content-Range"]!.Split('-')[0]);
                if (from != _uploads[id].Length)
                {
                    return Accepted(request, id) with { Status = 416 };
                }

                _uploads[id] = [.. _uploads[id], .. request.Body];
                return Accepted(request, id);
            case "PUT":
                var digest = Uri.UnescapeDataString(request.Query[(request.Query.IndexOf("digest=", StringComparison.Ordinal) + 7)..]);
                _blobs[digest] = [.. _uploads[id], .. request.Body];
                return Reply.Text(201, "", ("Docker-Content-Digest", digest));
            default:
                return Reply.Text(204, "");
        }
    }

    private Reply Accepted(FaultRequest request, string id)
    {
        var path = $"/v2/a/blobs/uploads/{id}{(AbsoluteLocations ? "?_state=" + id : "")}";
        return Reply.Text(
            202,
            "",
            ("Location", AbsoluteLocations ? $"http://{request["Host"]}{path}" : path),
            ("Range", $"0-{Math.Max(0, _uploads[id].Length - 1)}")
        );
    }
}
