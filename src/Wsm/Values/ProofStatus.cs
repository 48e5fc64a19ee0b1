using System.Text.Json.Serialization;

namespace Wsm.Values;

[JsonConverter(typeof(JsonStringEnumConverter<ProofStatus>))]
internal enum ProofStatus
{
    /// <summary>The documents name the image inside, and the registry, where it was asked, holds it.</summary>
    Proved,

    /// <summary>The documents name it by its public name, and the nodes' mirror configuration leads that inside.</summary>
    Mirrored,

    Unproved,
}
