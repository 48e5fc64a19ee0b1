namespace Wsm.Oci.Registry.Auth;

/// <summary>
/// One way to authenticate that a server offers: the scheme in lower case and its parameters, whose names are in lower case.
/// </summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1</remarks>
internal sealed record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    public string? this[string name] => Parameters.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>All challenges of all <c>WWW-Authenticate</c> headers. What cannot be understood is left out; nothing throws.</summary>
    public static IReadOnlyList<Challenge> Parse(IEnumerable<string> headers)
    {
        var challenges = new List<Challenge>();
        foreach (var header in headers)
        {
            ParseHeader(new HeaderScanner(header), challenges);
        }

        return challenges;
    }

    private static void ParseHeader(HeaderScanner scanner, List<Challenge> challenges)
    {
        Dictionary<string, string>? parameters = null;
        while (scanner.SkipSeparators())
        {
            var word = scanner.Token();
            if (word.Length == 0)
            {
                return;
            }

            if (scanner.TakeEquals())
            {
                // A parameter; one that precedes any scheme belongs to nothing.
                var value = scanner.Value();
                parameters?.TryAdd(word.ToLowerInvariant(), value);
            }
            else
            {
                parameters = [];
                challenges.Add(new Challenge(word.ToLowerInvariant(), parameters));
                scanner.SkipToken68();
            }
        }
    }
}
