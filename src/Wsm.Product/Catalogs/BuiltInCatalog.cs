namespace Wsm.Product.Catalogs;

/// <summary>The catalogs that the program carries: one is used where none is named, all can be named without a file.</summary>
public static class BuiltInCatalog
{
    private const string Default = "wandb";
    private const string Extension = ".yaml";

    /// <summary>What they are called after <c>--catalog</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [Default, "wandb-v2"];

    public static Catalog Read() => Read(Default);

    public static Catalog Read(string name) => CatalogReader.Read(Text(name), $"(built in) {name}{Extension}", Path.GetFullPath("/"));

    public static string Text() => Text(Default);

    private static string Text(string name)
    {
        using var stream = typeof(BuiltInCatalog).Assembly.GetManifestResourceStream(name + Extension)
            ?? throw new InvalidOperationException($"The program was built without its own catalog '{name}'.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
