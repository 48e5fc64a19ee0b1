namespace Wsm.Site.Delivery.Aws;

/// <summary>Who asks an API of Amazon. Its text never shows the secret.</summary>
/// <param name="SessionToken">Of keys that are lent for some hours.</param>
internal sealed record AwsKey(string Id, string Secret, string? SessionToken = null)
{
    public override string ToString() => $"{Id} ***";
}
