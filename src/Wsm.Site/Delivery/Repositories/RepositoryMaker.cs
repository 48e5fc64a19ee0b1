using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Options;
using Wsm.Product.Failures;
using Wsm.Site.Delivery.Aws;

namespace Wsm.Site.Delivery.Repositories;

/// <summary>
/// Sees to it that the repositories are there where a registry makes none by itself. Which product a registry is shows in its name, or in
/// the token server that it names. Registries that are none of these make repositories by themselves, and are left alone.
/// </summary>
internal sealed class RepositoryMaker(RegistryClient client, RegistryOptions options)
{
    /// <exception cref="UserError">One is missing and cannot be made; the hint says what to type.</exception>
    /// <exception cref="IOException">A registry, or its API, cannot be reached.</exception>
    public async Task CreateAsync(IReadOnlyList<ImageReference> targets, CancellationToken cancellationToken)
    {
        using (var repositories = new EcrRepositories(client, options.Environment, options.Time))
        {
            await repositories.CreateAsync(targets, cancellationToken);
        }

        foreach (
            var registry in targets
                .Where(target => EcrRepositories.PlaceOf(target.Registry) is null)
                .DistinctBy(target => target.Name)
                .GroupBy(target => target.Registry, target => target.Repository)
        )
        {
            var server = await client.FindTokenServerAsync(registry.Key, cancellationToken);
            var making = server?.AbsolutePath switch
            {
                "/v2/auth" => new QuayRepositories(client, options).CreateAsync(registry.Key, [.. registry], cancellationToken),
                "/jwt/auth" => new GitLabProjects(client, options).CheckAsync(registry.Key, server, [.. registry], cancellationToken),
                "/openshift/token" => new OpenShiftProjects(client).CheckAsync(registry.Key, [.. registry], cancellationToken),
                _ => Task.CompletedTask,
            };
            await making;
        }
    }
}
