import { findViewer } from '@tributary/deploy/import/find-viewer.ts';
import { expect, it, onTestFinished } from 'vitest';
import { freshDatabase } from '../support/fresh-database.ts';
import { openUsers } from '../users/open-users.ts';

it('finds a person by email, unless the person is disabled', async () => {
  const { url } = await freshDatabase();
  const users = await openUsers({ url });
  onTestFinished(() => users.close());
  const find = () => findViewer(url, { organizationId: users.organizationId, who: users.ada.email });

  const viewer = await find();
  await users.db.execute(`update users.users set disabled_at = now() where id = '${users.ada.id}'`);

  expect(viewer).toMatchObject({ kind: 'user', id: users.ada.id, role: 'CUSTOMER' });
  await expect(find()).rejects.toThrow('There is no "ada@example.com"');
});
