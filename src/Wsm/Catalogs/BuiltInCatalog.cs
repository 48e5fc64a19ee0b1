namespace Wsm.Catalogs;

/// <summary>The catalog that is used where none is named.</summary>
public static class BuiltInCatalog
{
    private const string Resource = "wandb.yaml";

    public static Catalog Read() => CatalogReader.Read(Text(), $"(built in) {Resource}", Path.GetFullPath("/"));

    public static string Text()
    {
        using var stream = typeof(BuiltInCatalog).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException("The program was built without its own catalog.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
