namespace Wsm.Oci.Credentials;

/// <summary>Tells which credentials there are, without the secrets.</summary>
/// <param name="helperPatience">How long a helper may take to answer; null for a minute.</param>
public sealed class CredentialInventory(EnvironmentVariables environment, TimeSpan? helperPatience = null)
{
    /// <summary>Every file that exists and every helper it names, in the order they are asked. What cannot be used says so.</summary>
    public async Task<IReadOnlyList<CredentialPlace>> ListAsync(CancellationToken cancellationToken)
    {
        var places = new List<CredentialPlace>();
        foreach (var file in CredentialFiles.Locate(environment))
        {
            try
            {
                if (await file.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } document)
                {
                    continue;
                }

                var helpers = document.Helpers();
                places.Add(new CredentialPlace(file.FilePath, document.Registries(), null));
                foreach (var (helper, registries) in helpers)
                {
                    places.Add(await AskAsync(helper, registries, cancellationToken).ConfigureAwait(false));
                }
            }
            catch (CredentialException unusable)
            {
                places.Add(new CredentialPlace(file.FilePath, [], unusable.Message));
            }
        }

        return places;
    }

    /// <param name="registries">Those it is named for; none where it is for all, and is asked itself what it has.</param>
    private async Task<CredentialPlace> AskAsync(string name, IReadOnlyList<string> registries, CancellationToken cancellationToken)
    {
        var helper = new CredentialHelper(name, environment, helperPatience);
        try
        {
            if (registries.Count == 0)
            {
                return new CredentialPlace(helper.Program, await helper.ListAsync(cancellationToken).ConfigureAwait(false), null);
            }

            var known = new List<string>();
            foreach (var registry in registries)
            {
                if (await helper.GetAsync(RegistryKey.ForHelper(registry), cancellationToken).ConfigureAwait(false) is not null)
                {
                    known.Add(registry);
                }
            }

            return new CredentialPlace(helper.Program, known, null);
        }
        catch (CredentialException unusable)
        {
            return new CredentialPlace(helper.Program, [], unusable.Message);
        }
    }
}
