using System.Text.Json.Serialization;

namespace Wsm.Site.Values.Proving;

[JsonConverter(typeof(JsonStringEnumConverter<ProofStatus>))]
public enum ProofStatus
{
    /// <summary>The documents name the image inside, and the registry was asked and holds it under the bundle's digest.</summary>
    Proved,

    /// <summary>The documents name it inside; nobody asked the registry whether it is there.</summary>
    Rendered,

    /// <summary>The documents name it by its public name, and the nodes' mirror configuration leads that inside.</summary>
    Mirrored,

    /// <summary>It was left out of the bundle on purpose.</summary>
    Excluded,

    Unproved,
}
