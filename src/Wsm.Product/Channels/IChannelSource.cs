using Wsm.Product.Failures;

namespace Wsm.Product.Channels;

/// <summary>Asks a release channel what is to be deployed.</summary>
public interface IChannelSource
{
    /// <exception cref="UserError">The channel did not answer, or not with a release.</exception>
    Task<ChannelAnswer> AskAsync(Uri address, CancellationToken cancellationToken);
}
