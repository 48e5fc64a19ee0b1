using System.Text.Json.Serialization;

namespace Wsm.Site.Values.Presence;

/// <summary>What the registry inside says of one image of the bundle.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RegistryAnswer>))]
public enum RegistryAnswer
{
    /// <summary>It could not be reached, did not let us look, or nobody wanted to know.</summary>
    NotAsked,

    /// <summary>Under its name stands the bundle's digest.</summary>
    Present,

    Missing,

    /// <summary>The name leads to another digest.</summary>
    Differs,
}
