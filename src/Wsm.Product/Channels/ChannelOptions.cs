namespace Wsm.Product.Channels;

/// <summary>How the release channel is to be asked.</summary>
public sealed record ChannelOptions
{
    /// <summary>Takes the place of the whole address that a catalog gives.</summary>
    public Uri? Override { get; init; }

    /// <summary>The id of one release instead of the newest.</summary>
    public string? Release { get; init; }

    /// <summary>The licence; it must never be shown.</summary>
    public string? License { get; init; }

    public bool Offline { get; init; }

    /// <summary>Whether the person asked for something else than an answer that a catalog keeps.</summary>
    public bool AsksAnew { get; init; }

    public Uri AddressFor(Uri written)
    {
        var channel = Override ?? written;
        if (Release is null)
        {
            return channel;
        }

        var pinned = new UriBuilder(channel);
        pinned.Path = $"{pinned.Path.TrimEnd('/')}/release/{Uri.EscapeDataString(Release)}";
        return pinned.Uri;
    }

    public override string ToString() => $"channel {Override}, release {Release}";
}
