import React, { lazy, useState } from 'react';
import type { AppRootProps } from '@grafana/data';
import { QueryClientProvider } from '@tanstack/react-query';
import { Navigate, Route, Routes } from 'react-router-dom';
import { type AppSettings, AppSettingsProvider } from '@shared/domain/app-settings';
import { ROUTES, overviewUrl } from '../routes';
import { createQueryClient } from './create-query-client';
import { ReaderOnly } from './ReaderOnly';

const OverviewPage = lazy(() => import('../pages/Overview/ui/OverviewPage'));
const ComparePage = lazy(() => import('../pages/Compare/ui/ComparePage'));
const TargetsPage = lazy(() => import('../pages/Targets/ui/TargetsPage'));
const TasksPage = lazy(() => import('../pages/Tasks/ui/TasksPage'));
const NewTaskPage = lazy(() => import('../pages/NewTask/ui/NewTaskPage'));
const TaskPage = lazy(() => import('../pages/Task/ui/TaskPage'));
const ThroughputPage = lazy(() => import('../pages/Throughput/ui/ThroughputPage'));
const ExperimentsPage = lazy(() => import('../pages/Experiments/ui/ExperimentsPage'));
const NewExperimentPage = lazy(() => import('../pages/NewExperiment/ui/NewExperimentPage'));
const ExperimentPage = lazy(() => import('../pages/Experiment/ui/ExperimentPage'));
const ProfilePage = lazy(() => import('../pages/Profile/ui/ProfilePage'));
const PoliciesPage = lazy(() => import('../pages/Policies/ui/PoliciesPage'));
const PolicyPage = lazy(() => import('../pages/Policies/ui/PolicyPage'));
const PolicyEditorPage = lazy(() => import('../pages/Policies/ui/PolicyEditorPage'));
const AlertsPage = lazy(() => import('../pages/Alerts/ui/AlertsPage'));
const AgentsPage = lazy(() => import('../pages/Agents/ui/AgentsPage'));

const NO_SETTINGS: AppSettings = {};

export default function App({ meta }: AppRootProps<AppSettings>) {
  const [queryClient] = useState(createQueryClient);
  return (
    <QueryClientProvider client={queryClient}>
      <AppSettingsProvider value={meta.jsonData ?? NO_SETTINGS}>
        <ReaderOnly>
          <Routes>
            <Route path={ROUTES.overview} element={<OverviewPage />} />
            <Route path={ROUTES.compare} element={<ComparePage />} />
            <Route path={ROUTES.targets} element={<TargetsPage />} />
            <Route path={ROUTES.tasks} element={<TasksPage />} />
            <Route path={ROUTES.newTask} element={<NewTaskPage />} />
            <Route path={`${ROUTES.tasks}/:taskId`} element={<TaskPage />} />
            <Route path={ROUTES.throughput} element={<ThroughputPage />} />
            <Route path={ROUTES.experiments} element={<ExperimentsPage />} />
            <Route path={ROUTES.newExperiment} element={<NewExperimentPage />} />
            <Route path={`${ROUTES.experiments}/:experimentId`} element={<ExperimentPage />} />
            <Route path={ROUTES.profile} element={<ProfilePage />} />
            <Route path={ROUTES.policies} element={<PoliciesPage />} />
            <Route path={ROUTES.newPolicy} element={<PolicyEditorPage />} />
            <Route path={`${ROUTES.policies}/:policyId`} element={<PolicyPage />} />
            <Route path={`${ROUTES.policies}/:policyId/edit`} element={<PolicyEditorPage />} />
            <Route path={ROUTES.alerts} element={<AlertsPage />} />
            <Route path={ROUTES.agents} element={<AgentsPage />} />
            <Route path="*" element={<Navigate to={overviewUrl()} replace />} />
          </Routes>
        </ReaderOnly>
      </AppSettingsProvider>
    </QueryClientProvider>
  );
}
