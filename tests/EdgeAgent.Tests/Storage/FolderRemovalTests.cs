using System.Diagnostics;
using EdgeAgent.Storage;

namespace EdgeAgent.Tests.Storage;

public sealed class FolderRemovalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_a_killed_task_left_mounted_in_its_folder_is_not_deleted()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("needs root to mount");
        string precious = Directory.CreateDirectory(_folder.File("precious")).FullName;
        File.WriteAllText(Path.Combine(precious, "backup"), "all I have");
        string mount = Directory.CreateDirectory(_folder.File("tasks/task-a/deep/mnt")).FullName;
        File.WriteAllText(_folder.File("tasks/task-a/deep/scratch"), "x");
        Assert.Equal(0, Run("mount", "--bind", precious, mount));
        try
        {
            Assert.False(FolderRemoval.Run(_folder.File("tasks"), "task-a"));
            Assert.True(File.Exists(Path.Combine(precious, "backup")));
            Assert.False(File.Exists(_folder.File("tasks/task-a/deep/scratch")));
        }
        finally
        {
            Assert.Equal(0, Run("umount", mount));
        }

        Assert.True(FolderRemoval.Run(_folder.File("tasks"), "task-a"));
    }

    [Fact]
    public void A_folder_deeper_than_any_path_is_deleted_and_links_in_it_lead_nowhere()
    {
        File.WriteAllText(_folder.File("outside"), "x");
        string tasks = Directory.CreateDirectory(_folder.File("tasks/task-a")).Parent!.FullName;
        // 150 levels of 61 characters: twice what a path may have.
        string name = new('a', 60);
        Assert.Equal(0, Run("sh", "-c", $"cd {tasks}/task-a; i=0; while [ $i -lt 150 ]; do mkdir {name}; cd -P {name} || exit 1; i=$((i+1)); done; ln -s {_folder.Path} up; : > file"));

        Assert.True(FolderRemoval.Run(tasks, "task-a"));

        Assert.Empty(Directory.EnumerateFileSystemEntries(tasks));
        Assert.True(File.Exists(_folder.File("outside")));
    }

    [Fact]
    public void A_folder_of_a_few_files_is_gone_at_once_and_a_larger_one_has_lost_its_name()
    {
        string tasks = Directory.CreateDirectory(_folder.File("tasks")).FullName;
        Directory.CreateDirectory(Path.Combine(tasks, "task-a"));
        File.WriteAllText(Path.Combine(tasks, "task-a", "file"), "x");
        FolderRemoval.Begin(tasks, "task-a", "removed-");
        Assert.Empty(Directory.EnumerateFileSystemEntries(tasks));

        Directory.CreateDirectory(Path.Combine(tasks, "task-b", "inner"));
        FolderRemoval.Begin(tasks, "task-b", "removed-");
        Assert.False(Directory.Exists(Path.Combine(tasks, "task-b")));
        FolderRemoval.Begin(tasks, "never-was", "removed-");
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
