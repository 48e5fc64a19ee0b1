using Wsm.Helm.Data;

namespace Wsm.Helm.Rendering.Globs;

/// <summary>A pattern of <c>.Files.Glob</c>. A malformed one finds everything, as in helm.</summary>
internal sealed class Glob
{
    private readonly GlobMatcher _matcher;

    /// <exception cref="FunctionException">The pattern is larger than any that somebody would write.</exception>
    public Glob(string pattern) => _matcher = GlobParser.Parse(pattern) is { } parsed ? GlobCompiler.Compile(parsed) : new PathMatcher();

    /// <param name="charge">Told how much work it is; throws when there was too much of it.</param>
    /// <exception cref="FunctionException">The pattern cannot be used on this name.</exception>
    public bool IsMatch(string name, Action<long> charge) => _matcher.IsMatch(GoText.ToBytes(name), new GlobRun(charge));
}
