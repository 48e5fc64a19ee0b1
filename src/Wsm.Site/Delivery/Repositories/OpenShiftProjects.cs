using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Product.Failures;

namespace Wsm.Site.Delivery.Repositories;

/// <summary>
/// OpenShift's registry makes image streams by itself, in projects that are there. It tells nobody which are: each is tried, and the
/// cluster's API, which makes projects, is another host than the one that the login is for. So the command to type is told.
/// </summary>
/// <remarks>https://docs.okd.io/latest/registry/accessing-the-registry.html</remarks>
internal sealed class OpenShiftProjects(RegistryClient client)
{
    /// <exception cref="UserError">A project is missing, or a path has no project's form.</exception>
    public async Task CheckAsync(string registry, IReadOnlyList<string> repositories, CancellationToken cancellationToken)
    {
        if (repositories.FirstOrDefault(repository => repository.Split('/').Length != 2) is { } odd)
        {
            throw new UserError(
                $"{registry} takes PROJECT/NAME alone, and one of the targets is {odd}.",
                $"Use --path-style max-depth=2, or flat with --registry {registry}/PROJECT."
            );
        }

        var refused = new List<string>();
        foreach (var repository in repositories.DistinctBy(ProjectOf))
        {
            try
            {
                await client.GetRepository(ImageReference.Create(registry, repository)).CheckPushAsync(cancellationToken);
            }
            catch (RegistryException refusal) when (IsRefusal(refusal.Problem))
            {
                refused.Add(ProjectOf(repository));
            }
        }

        if (refused.Count > 0)
        {
            throw new UserError(
                $"{registry} takes nothing for {string.Join(", ", refused)}: the projects are missing, or this user may not push to them.",
                $"Make them: {string.Join(" && ", refused.Select(project => $"oc new-project {project}"))}; or have somebody allow it: "
                    + $"oc policy add-role-to-user registry-editor USER -n {refused[0]}"
            );
        }
    }

    private static string ProjectOf(string repository) => repository.Split('/')[0];

    private static bool IsRefusal(RegistryProblem problem) =>
        problem
            is RegistryProblem.LoginRequired
                or RegistryProblem.StaleLogin
                or RegistryProblem.Forbidden
                or RegistryProblem.RepositoryMissing
                or RegistryProblem.RepositoryUnknown;
}
