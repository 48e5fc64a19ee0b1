namespace Wsm.Benchmarks.Libraries;

/// <summary>Compares libraries with what stands in their place, helm being the judge; README.md has the commands.</summary>
internal static class LibraryComparison
{
    public static void Run(string what)
    {
        Action comparison = what switch
        {
            "crc32" => Crc32Comparison.Run,
            "passwords" => PasswordComparison.Run,
            "yaml" => YamlComparison.Run,
            "toml" => TomlComparison.Run,
            "schema" => SchemaComparison.Run,
            "regex" => RegexComparison.Run,
            _ => throw new ArgumentException($"there is no comparison of {what}; tests/Wsm.Benchmarks/libraries/README.md lists them"),
        };
        comparison();
    }

    /// <summary>Prints in how many cases each candidate answers as helm does.</summary>
    public static void Tally<T>(
        string judge,
        IReadOnlyList<T> cases,
        IReadOnlyList<string> expected,
        params ReadOnlySpan<(string Name, Func<T, string> Answer)> candidates
    )
    {
        foreach (var (name, answer) in candidates)
        {
            var (same, thrown) = (0, 0);
            for (var i = 0; i < cases.Count; i++)
            {
                try
                {
                    same += answer(cases[i]) == expected[i] ? 1 : 0;
                }
                catch (Exception)
                {
                    // What a candidate throws beside its own refusals counts against it, and is told apart.
                    thrown++;
                }
            }

            Console.WriteLine($"{name, -20} answers as {judge} does in {same} of {cases.Count} cases, and throws in {thrown}");
        }
    }
}
