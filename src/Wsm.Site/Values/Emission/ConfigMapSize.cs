using Wsm.Product.Failures;

namespace Wsm.Site.Values.Emission;

/// <summary>How much a ConfigMap holds.</summary>
internal static class ConfigMapSize
{
    /// <summary>What the API server accepts of its data, in bytes.</summary>
    private const int Limit = 1024 * 1024;

    /// <param name="size">In bytes.</param>
    /// <param name="what">The beginning of a sentence: <c>The files of X have 2000000 bytes</c>.</param>
    /// <param name="hint">What to do instead.</param>
    /// <exception cref="UserError">It is too large.</exception>
    public static void Require(long size, string what, string hint)
    {
        if (size > Limit)
        {
            throw new UserError($"{what}, and a ConfigMap holds at most {Limit}.", hint);
        }
    }
}
