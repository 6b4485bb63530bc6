namespace ActorChat.Host.Tests.Structure;

/// <summary>The folders of a project have no circular dependencies, so each can be read with only those below it.</summary>
public sealed class FolderSpecs
{
    [Theory]
    [InlineData("ActorChat.Host")]
    public void The_folders_of_a_project_form_no_circle(string project) => Assert.Empty(SourceFolders.Of(new Project(project)).Circles());
}
