using System.Text.Json.Serialization;

namespace Wsm.Site.Relocations;

/// <summary>What becomes of images that were published in OCI's format.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageConversion>))]
public enum ImageConversion
{
    /// <summary>They arrive as they were published, with the same digests.</summary>
    None,

    /// <summary>Their manifests are written anew as Docker's schema 2, with other digests.</summary>
    [JsonStringEnumMemberName("docker-v2s2")]
    DockerV2S2,
}
