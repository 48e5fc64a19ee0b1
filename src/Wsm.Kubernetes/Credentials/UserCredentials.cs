using System.Text;
using Wsm.Kubernetes.Configuration;
using Wsm.Kubernetes.Failures;

namespace Wsm.Kubernetes.Credentials;

/// <summary>The credential of a context's user, kept as long as it is good.</summary>
internal sealed class UserCredentials(ClusterAccess access, PluginWorld world, TimeProvider time) : IDisposable
{
    /// <summary>Tokens that are mounted into pods are renewed long before they expire.</summary>
    private static readonly TimeSpan FileAge = TimeSpan.FromSeconds(50);

    private readonly SemaphoreSlim _one = new(1, 1);
    private ApiCredential? _known;
    private DateTimeOffset _goodUntil;

    /// <summary>Whether asking anew can give another credential.</summary>
    public bool CanRenew => access.User.Exec is not null || access.User.TokenFile is not null;

    /// <param name="refused">The one that the server has just refused, so that a plugin or a file is asked again.</param>
    /// <exception cref="KubeConfigException">There is no usable credential.</exception>
    public async Task<ApiCredential> GetAsync(ApiCredential? refused, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_known is null || time.GetUtcNow() >= _goodUntil || (refused is not null && ReferenceEquals(refused, _known)))
            {
                (_known, _goodUntil) = await MakeAsync(cancellationToken).ConfigureAwait(false);
            }

            return _known;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<(ApiCredential Credential, DateTimeOffset GoodUntil)> MakeAsync(CancellationToken cancellationToken)
    {
        // As with kubectl, nothing secret goes over a line that everybody can read.
        if (access.Server.Scheme != "https")
        {
            return (new ApiCredential(null, null), DateTimeOffset.MaxValue);
        }

        var user = access.User;
        if (user.AuthProvider is { } provider)
        {
            throw KubeConfigException.Credential(
                $"the user logs in by the auth-provider '{provider}', which kubectl has given up too; an exec plugin takes its place"
            );
        }

        var basic = user.Username is not null || user.Password is not null;
        var token = user.Token is not null || user.TokenFile is not null;
        if (basic && token)
        {
            throw KubeConfigException.Credential("the user has a token and a password; only one of them is allowed");
        }

        // A token stands above a plugin, as with kubectl.
        if (user.Exec is { } plugin && !basic && !token)
        {
            var made = await new ExecRunner(access, plugin, world).RunAsync(cancellationToken).ConfigureAwait(false);
            return (
                new ApiCredential(made.Token is null ? null : $"Bearer {made.Token}", made.Certificate ?? ClientCertificateReader.Of(user)),
                made.Expires ?? DateTimeOffset.MaxValue
            );
        }

        var header =
            basic ? $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.Username}:{user.Password}"))}"
            : token ? $"Bearer {ReadToken(user)}"
            : null;
        return (
            new ApiCredential(header, _known?.Certificate ?? ClientCertificateReader.Of(user)),
            user.TokenFile is null ? DateTimeOffset.MaxValue : time.GetUtcNow() + FileAge
        );
    }

    /// <summary>The file counts as long as it can be read; the token beside it is for when it cannot.</summary>
    private static string ReadToken(UserEntry user)
    {
        if (user.TokenFile is not { } file)
        {
            return user.Token!;
        }

        try
        {
            var token = File.ReadAllText(file).Trim();
            return token.Length > 0 ? token : user.Token ?? throw KubeConfigException.Credential($"the token file {file} is empty");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return user.Token ?? throw KubeConfigException.Credential($"the token file {file} cannot be read: {error.Message}", error);
        }
    }
}
