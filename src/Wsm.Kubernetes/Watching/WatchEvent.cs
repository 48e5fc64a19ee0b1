using Wsm.Kubernetes.Objects;

namespace Wsm.Kubernetes.Watching;

internal enum WatchEventKind
{
    Added,
    Modified,
    Deleted,

    /// <summary>Everything that there was at the beginning has been told.</summary>
    Synced,
}

/// <param name="Object">Null with <see cref="WatchEventKind.Synced"/>.</param>
internal sealed record WatchEvent(WatchEventKind Kind, KubeObject? Object);
