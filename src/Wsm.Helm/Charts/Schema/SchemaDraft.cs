using Wsm.Helm.Data.Json;

namespace Wsm.Helm.Charts.Schema;

/// <summary>A draft of JSON Schema, with the schema that its schemas have to satisfy.</summary>
/// <remarks>https://json-schema.org/specification-links; the files in Drafts/ are the published ones without titles, defaults and
/// comments.</remarks>
internal sealed class SchemaDraft
{
    private static readonly SchemaDraft[] All =
    [
        new(4, "http://json-schema.org/draft-04/schema", "draft-04"),
        new(6, "http://json-schema.org/draft-06/schema", "draft-06"),
        new(7, "http://json-schema.org/draft-07/schema", "draft-07"),
        new(2019, "https://json-schema.org/draft/2019-09/schema", "2019-09"),
        new(2020, "https://json-schema.org/draft/2020-12/schema", "2020-12"),
    ];

    private readonly Lazy<SchemaDocument> _metaSchema;

    private SchemaDraft(int year, string address, string file)
    {
        (Year, Address) = (year, address);
        _metaSchema = new(() => Read(file));
    }

    public static SchemaDraft Latest => All[^1];

    /// <summary>4, 6, 7, 2019 or 2020.</summary>
    public int Year { get; }

    public string Address { get; }

    public SchemaDocument MetaSchema => _metaSchema.Value;

    /// <param name="declared">What <c>$schema</c> says; null for the latest draft.</param>
    /// <returns>Null for a schema of schemas that is not one of the drafts'.</returns>
    public static SchemaDraft? Find(string? declared)
    {
        if (declared is null || Bare(declared) == "json-schema.org/schema")
        {
            return Latest;
        }

        return Array.Find(All, draft => Bare(draft.Address) == Bare(declared));
    }

    /// <summary>The draft that publishes the schema with this address, http or https.</summary>
    public static SchemaDraft? Owner(string address)
    {
        var bare = Bare(address);
        return bare.StartsWith("json-schema.org/", StringComparison.Ordinal)
            ? Array.Find(All, draft =>
                bare == Bare(draft.Address)
                || (draft.Year >= 2019 && bare.StartsWith(Bare(draft.Address)[..^"schema".Length], StringComparison.Ordinal))
            )
            : null;
    }

    /// <summary>An address of this draft's as the draft itself writes it.</summary>
    public string CanonicalAddress(string address) => Address[..(Address.IndexOf(':') + "://".Length)] + Bare(address);

    private static string Bare(string address)
    {
        var text = address.EndsWith('#') ? address.AsSpan(0, address.Length - 1) : address;
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        return text[(scheme < 0 ? 0 : scheme + 3)..].ToString();
    }

    private SchemaDocument Read(string file)
    {
        using var stream = typeof(SchemaDraft).Assembly.GetManifestResourceStream(file + ".json")!;
        using var reader = new StreamReader(stream);
        return SchemaDocument.Meta(JsonReader.Read(reader.ReadToEnd()), this);
    }
}
