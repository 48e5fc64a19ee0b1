using Microsoft.AspNetCore.Http;
using Wsm.Oci.References;
using Wsm.Site.Serving.Http;

namespace Wsm.Demo;

/// <summary>
/// A line on which one layer creeps, and the first time stops before its end. Whoever comes back for the rest gets it at full speed.
/// </summary>
internal sealed class SlowLink(Digest layer, ReadOnlyMemory<byte> content) : IEndpoint
{
    private const int Pieces = 12;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);
    private readonly TaskCompletionSource _stuck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _visitors;

    /// <summary>Done when nothing more will come.</summary>
    public Task Stuck => _stuck.Task;

    /// <summary>How much came through before that.</summary>
    public int Passed => content.Length / 5 * 3;

    public int Size => content.Length;

    /// <summary>Where in the layer the next visitor went on; null while there was none.</summary>
    public long? ResumedFrom { get; private set; }

    public async Task<bool> TryHandleAsync(HttpContext context)
    {
        if (
            !HttpMethods.IsGet(context.Request.Method)
            || context.Request.Path.Value?.EndsWith($"/blobs/{layer}", StringComparison.Ordinal) != true
        )
        {
            return false;
        }

        if (Interlocked.Increment(ref _visitors) > 1)
        {
            ResumedFrom ??= context.Request.GetTypedHeaders().Range?.Ranges.FirstOrDefault()?.From ?? 0;
            return false;
        }

        context.Response.ContentLength = content.Length;
        var piece = Passed / Pieces + 1;
        for (var sent = 0; sent < Passed; sent += piece)
        {
            await context.Response.Body.WriteAsync(content[sent..Math.Min(Passed, sent + piece)], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Pause, context.RequestAborted);
        }

        _stuck.SetResult();
        await Task.Delay(Timeout.Infinite, context.RequestAborted);
        return true;
    }
}
