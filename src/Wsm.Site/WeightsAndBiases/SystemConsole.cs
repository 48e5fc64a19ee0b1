namespace Wsm.Site.WeightsAndBiases;

/// <summary>Where the product's own console is in a cluster, by the name of its release.</summary>
public static class SystemConsole
{
    public const string DefaultRelease = "wandb";
    public const int Port = 8082;
    public const string Path = "/console";
    public const string PasswordKey = "password";

    public static string ServiceOf(string release) => $"{release}-console";

    public static string SecretOf(string release) => $"{release}-password";
}
